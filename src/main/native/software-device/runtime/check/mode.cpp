#include "mode.h"

#include <cstdlib>
#include <sstream>

namespace graft::soft::check {

namespace {

struct Setting {
  Mode mode;
  std::string error;
};

Setting read_setting() {
  Setting setting;
  const char* text = std::getenv("GRAFT_CHECK");
  if (text == nullptr || *text == '\0') return setting;
  std::istringstream words(std::string(text) + ',');  // so that an empty last word is one
  for (std::string word; std::getline(words, word, ',');) {
    if (word == "memory") {
      setting.mode.memory = true;
    } else if (word == "race") {
      setting.mode.race = true;
    } else {
      setting.error = "GRAFT_CHECK: found '" + word + "', expected memory, race or memory,race";
    }
  }
  return setting;
}

const Setting& setting() {
  static const Setting* const value = new Setting(read_setting());
  return *value;
}

}  // namespace

const Mode& mode() { return setting().mode; }
const std::string& mode_error() { return setting().error; }

}  // namespace graft::soft::check
