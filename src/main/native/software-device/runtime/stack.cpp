#include "stack.h"

#include <dlfcn.h>

#include <cstdlib>
#include <string>

namespace graft::soft {

namespace {

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

bool is_later_stack(const void* code) {
  const char* asked = std::getenv("GRAFT_SOFTWARE_CUDNN");
  if (asked != nullptr && *asked != '\0') return std::string(asked) == "9";
  Dl_info where;
  if (dladdr(code, &where) == 0 || where.dli_fname == nullptr) return false;
  const std::string file = where.dli_fname;
  return ends_with(file, "libcudnn.so.9") || ends_with(file, "libcublas.so.12") || ends_with(file, "libcublas.so.13");
}

std::string stack_error() {
  const char* asked = std::getenv("GRAFT_SOFTWARE_CUDNN");
  const std::string text = asked == nullptr ? "" : asked;
  if (text.empty() || text == "8" || text == "9") return "";
  return "GRAFT_SOFTWARE_CUDNN: found '" + text + "', expected 8 or 9, the version of cuDNN that the software device answers as";
}

}  // namespace graft::soft
