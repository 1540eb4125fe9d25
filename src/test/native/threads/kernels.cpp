// The kernels of the schedules, in the form that the device's team shares. Those that run as fibers are left out: ThreadSanitizer
// does not know of them.
#include "../../../main/native/software-device/runtime/cuda_host.h"

#include "../../../../cuda-kernels/grid_stride.cuh"

// x = factor x + term.
extern "C" GRID_STRIDE_KERNEL affine(unsigned* x, unsigned factor, unsigned term, int n) {
  GRID_STRIDE(i, n) { x[i] = factor * x[i] + term; }
}

// sum gains 1 from each of n elements.
extern "C" GRID_STRIDE_KERNEL count_up(unsigned* sum, int n) {
  GRID_STRIDE(i, n) { atomicAdd(sum, 1u); }
}

static const graft::soft::KernelEntry kEntries[] = {
    GRAFT_SLICED_ENTRY(affine),
    GRAFT_SLICED_ENTRY(count_up),
    {nullptr, 0, nullptr, nullptr, nullptr},
};
extern "C" const graft::soft::KernelTable graft_kernel_table = {kEntries};
