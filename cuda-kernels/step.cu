// The end of a step: adds the batch's losses and hits to the epoch's, and moves on to the next batch.
//
//   position [1]      += rows
//   loss     [rows]
//   hit      [rows]
//   lossSum  [1]      += sum of loss; in float64, because an epoch adds up tens of thousands of them
//   hits     [1]      += sum of hit
//
// One thread adds in one order, so that the sums repeat bit for bit; atomics on floating point would not. The additions are
// dealt to kLanes independent sums, without which each of them would wait for the load and the sum before it.
//
// Launch: any shape, of which one thread works; LaunchShape.single().
#include "grid_stride.cuh"

extern "C" GRID_STRIDE_KERNEL finish_step(int* __restrict__ position, int rows, const float* __restrict__ loss,
                                          const int* __restrict__ hit, double* __restrict__ lossSum,
                                          unsigned long long* __restrict__ hits) {
  constexpr int kLanes = 8;
  GRID_STRIDE(once, 1) {
    double losses[kLanes] = {};
    int right[kLanes] = {};
    int row = 0;
    for (; row + kLanes <= rows; row += kLanes) {
      for (int lane = 0; lane < kLanes; lane++) {
        losses[lane] += static_cast<double>(loss[row + lane]);
        right[lane] += hit[row + lane];
      }
    }
    for (; row < rows; row++) {
      losses[0] += static_cast<double>(loss[row]);
      right[0] += hit[row];
    }
    for (int lane = 1; lane < kLanes; lane++) {
      losses[0] += losses[lane];
      right[0] += right[lane];
    }
    lossSum[once] += losses[0];
    hits[once] += static_cast<unsigned long long>(right[0]);
    position[once] += rows;
  }
}
