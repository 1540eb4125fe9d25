// Which stack of NVIDIA's the software device answers as: CUDA 11.8 with cuDNN 8.6, or CUDA 12.6 with cuDNN 9.5.
#pragma once

#include <string>

namespace graft::soft {

// Whether it is the later one: as GRAFT_SOFTWARE_CUDNN says (8 or 9); where it is not set, by the name of the file that `code`
// lies in, which the tests build as libcudnn.so.9 too.
__attribute__((visibility("default"))) bool is_later_stack(const void* code);

// What is wrong with the value of GRAFT_SOFTWARE_CUDNN, in one line; empty where nothing is.
std::string stack_error();

}  // namespace graft::soft
