#include "settings.h"

#include <cstdint>
#include <cstdlib>
#include <limits>

namespace graft::soft {

namespace {

constexpr std::uint64_t kMostThreads = 1024;
constexpr std::size_t kMostDigits = 18;  // fewer than overflow

// Digits alone; 0 for anything else, which none of the variables may be.
std::uint64_t number(const std::string& text) {
  if (text.empty() || text.size() > kMostDigits || text.find_first_not_of("0123456789") != std::string::npos) return 0;
  return std::strtoull(text.c_str(), nullptr, 10);
}

// 0 for what is no size.
std::uint64_t size(std::string text) {
  static const std::string units = "KMGkmg";
  int shift = 0;
  if (const std::size_t unit = text.empty() ? std::string::npos : units.find(text.back()); unit != std::string::npos) {
    shift = 10 * (static_cast<int>(unit % 3) + 1);
    text.pop_back();
  }
  const std::uint64_t found = number(text);
  return found > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) >> shift ? 0 : found << shift;
}

// The value of a variable; empty where it is not set.
std::string variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

Settings read_settings() {
  Settings found;
  const auto refuse = [&found](const char* name, const std::string& text, const char* expected) {
    if (found.error.empty()) found.error = std::string(name) + ": found '" + text + "', expected " + expected;
  };
  if (const std::string text = variable("GRAFT_THREADS"); !text.empty()) {
    const std::uint64_t count = number(text);
    if (count < 1 || count > kMostThreads) {
      refuse("GRAFT_THREADS", text, "a whole number from 1 to 1024, the cores that compute");
    } else {
      found.threads = static_cast<int>(count);
    }
  }
  if (const std::string text = variable("GRAFT_SOFTWARE_MEMORY"); !text.empty()) {
    found.memory = size(text);
    if (found.memory == 0) refuse("GRAFT_SOFTWARE_MEMORY", text, "a number of bytes, such as 512M or 4G");
  }
  if (const std::string text = variable("GRAFT_FAULTS"); !text.empty()) {
    found.context_faults = text == "context";
    if (!found.context_faults) refuse("GRAFT_FAULTS", text, "context");
  }
  return found;
}

}  // namespace

const Settings& settings() {
  static const Settings* const value = new Settings(read_settings());
  return *value;
}

}  // namespace graft::soft
