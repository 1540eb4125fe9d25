// Loops over elements that run well on both devices: a grid-stride loop on a GPU, one contiguous slice a core on the
// software device.
//
// A kernel declared `extern "C" GRID_STRIDE_KERNEL name(...)` touches thread indices only through GRID_STRIDE, so it is right
// for every launch shape, and it has no barrier. Elements are computed in any order, or at once: none may read what another
// writes. Arrays may be the same array where an element reads and writes its own place alone; g++ is told so, which would
// else guard its vectors by comparing addresses.
#pragma once

#ifndef GRAFT_SLICED

#define GRID_STRIDE_KERNEL __global__ void
#define GRID_STRIDE(i, n)                                                                            \
  for (long long i = static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x, i##_end = (n);    \
       i < i##_end; i += static_cast<long long>(gridDim.x) * blockDim.x)

#else

#define GRID_STRIDE_KERNEL void
#define GRID_STRIDE(i, n)                                                                            \
  _Pragma("GCC ivdep")                                                                               \
  for (long long i = (n) * graft::soft::current_slice.index / graft::soft::current_slice.count,      \
                 i##_end = (n) * (graft::soft::current_slice.index + 1) / graft::soft::current_slice.count; \
       i < i##_end; ++i)

#endif
