// What GRAFT_CHECK asks to be checked: nothing, unless it is set.
#pragma once

#include <string>

namespace graft::soft::check {

struct Mode {
  bool memory = false;  // reads and writes out of bounds, of what is undefined, or misaligned
  bool race = false;    // two threads at one address without a barrier between
  bool any() const { return memory || race; }
};

// GRAFT_CHECK=memory,race or either of the two, as it was when first asked for.
const Mode& mode();

// What is wrong with the value of GRAFT_CHECK, in one line; empty where nothing is.
const std::string& mode_error();

}  // namespace graft::soft::check
