// What differs between the two versions of cuDNN that this library can be, besides what a call answers.
#pragma once

#include <cstddef>

namespace graft::cudnn {

// cuDNN 9.5 rather than 8.6.
bool is_nine();

struct Version {
  int major, minor, patch;
  std::size_t number;  // which counts a major as 1000 before version 9, and as 10000 from then on
  std::size_t cudart;  // the CUDA runtime that it was built with
};
const Version& version();

// "CUDNN_STATUS_BAD_PARAM"; "CUDNN_UNKNOWN_STATUS" for what is none.
const char* status_name(int status);

}  // namespace graft::cudnn
