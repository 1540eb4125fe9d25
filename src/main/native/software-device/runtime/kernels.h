// The kernels that are compiled into the software device: what a module offers.
#pragma once

#include <cstddef>

namespace graft::soft {

// threadIdx and its like.
struct Dim3 {
  unsigned x, y, z;
};

struct LaunchDimensions {
  unsigned grid[3];
  unsigned block[3];
};

// One kernel. The build generates a table of these from the kernels' declarations.
struct KernelEntry {
  const char* name;
  int parameters;
  const std::size_t* parameter_bytes;
  const bool* parameter_is_pointer;
  // Runs it with a copy of the arguments; 0 or the status of a launch that failed.
  int (*run)(void* const* arguments, const LaunchDimensions& dimensions);
};

// A module's table; ends with an entry without a name.
struct KernelTable {
  const KernelEntry* entries;
};

}  // namespace graft::soft

// What a shared object of kernels exports, ours and the tests'.
extern "C" __attribute__((visibility("default"))) const graft::soft::KernelTable graft_kernel_table;
