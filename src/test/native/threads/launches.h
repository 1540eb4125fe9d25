// The kernels of kernels.cpp, and their launches.
#pragma once

#include "driver.h"

namespace graft::threads {

// A module and its functions; of the context that is current.
struct Kernels {
  void* module = nullptr;
  void* affine = nullptr;
  void* count_up = nullptr;

  void load();
  void unload();
};

// Enough elements for three members of a team.
constexpr int kElements = 3 * 8192;

int launch_affine(void* function, DevicePointer x, unsigned factor, unsigned term, int n, void* stream);
int launch_count_up(void* function, DevicePointer sum, int n, void* stream);

}  // namespace graft::threads
