#include "planted.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <sstream>

#include "status.h"

namespace graft::soft {

namespace {

struct Planted {
  std::map<std::string, std::string, std::less<>> how;  // by function
  std::string error;
};

bool is_known(const std::string& how) {
  return how == "hang" || how == "crash" || how == "wrong" || (!how.empty() && how.size() < 6 && how.find_first_not_of("0123456789") == std::string::npos);
}

Planted read_setting() {
  Planted planted;
  const char* text = std::getenv("GRAFT_SOFTWARE_FAIL");
  if (text == nullptr || *text == '\0') return planted;
  std::istringstream words(std::string(text) + ',');  // so that an empty last word is one
  for (std::string word; std::getline(words, word, ',');) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0 || !is_known(word.substr(equals + 1))) {
      planted.error = "GRAFT_SOFTWARE_FAIL: found '" + word + "', expected FUNCTION=STATUS, FUNCTION=hang, FUNCTION=crash or FUNCTION=wrong";
    } else {
      planted.how[word.substr(0, equals)] = word.substr(equals + 1);
    }
  }
  return planted;
}

const Planted& planted() {
  static const Planted* const value = new Planted(read_setting());
  return *value;
}

const std::string& how(const char* function) {
  static const std::string nothing;
  if (planted().how.empty()) return nothing;
  const auto found = planted().how.find(function);
  return found == planted().how.end() ? nothing : found->second;
}

}  // namespace

const std::string& planted_error() { return planted().error; }

Status planted_status(const char* function) {
  const std::string& found = how(function);
  return !found.empty() && found[0] >= '0' && found[0] <= '9' ? std::atoi(found.c_str()) : kSuccess;
}

void meet_planted_end(const char* function) {
  const std::string& found = how(function);
  if (found == "hang") {
    for (;;) pause();
  }
  if (found == "crash") raise(SIGSEGV);
}

void plant_wrong_number(Operation* operation) {
  if (how(operation->name) != "wrong") return;
  for (const Operand& operand : operation->operands) {
    if (operand.written && operand.bytes >= sizeof(float)) {
      auto* first = static_cast<float*>(const_cast<void*>(operand.address));
      operation->run = [run = std::move(operation->run), first] {
        run();
        *first += 1;
      };
      return;
    }
  }
}

}  // namespace graft::soft
