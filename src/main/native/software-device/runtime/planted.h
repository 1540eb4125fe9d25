// Failures planted by GRAFT_SOFTWARE_FAIL=FUNCTION=HOW[,FUNCTION=HOW...], so that what Graft does about them can be tried.
#pragma once

#include <string>

#include "runtime.h"

namespace graft::soft {

// The status that a function is to answer in place of its work; 0 where none is planted. Asked by cuInit,
// cuDevicePrimaryCtxRetain, cuModuleLoadData and cudnnConvolutionForward.
GRAFT_SHARED Status planted_status(const char* function);

// Where a hang or a crash is planted for a function, does not return.
void meet_planted_end(const char* function);

// Makes an operation leave a wrong number in what it writes first, where that is planted for its function.
void plant_wrong_number(Operation* operation);

// What is wrong with the value of GRAFT_SOFTWARE_FAIL, in one line; empty where nothing is.
const std::string& planted_error();

}  // namespace graft::soft
