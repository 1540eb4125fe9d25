// The end of a step: keeps the batch's losses and hits, adds them to the epoch's, and moves on to the next batch.
//
//   position  [1]           += rows
//   loss      [rows]
//   hit       [rows]
//   lossSum   [1]           += sum of loss; in float64, because an epoch adds up tens of thousands of them
//   hits      [1]           += sum of hit
//   step      [1]           which step of the epoch this was; += 1
//   stepLoss  [steps of an epoch]   stepLoss[step] = sum of loss
//   stepHits  [steps of an epoch]   stepHits[step] = sum of hit
//   steps     [1]           finish_training_step: += 1, last; all steps of training, over epochs and runs
//
// The caller sees to it that step stays below the length of the two records.
//
// One thread adds in one order, so that the sums repeat bit for bit; atomics on floating point would not. The additions are
// dealt to kLanes independent sums, without which each of them would wait for the load and the sum before it.
//
// Launch: any shape, of which one thread works; LaunchShape.single().
#include "grid_stride.cuh"

namespace graft {

struct StepSums {
  double loss;
  int hits;
};

__device__ inline StepSums step_sums(int rows, const float* __restrict__ loss, const int* __restrict__ hit) {
  constexpr int kLanes = 8;
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
  return {losses[0], right[0]};
}

__device__ inline void finish(int* __restrict__ position, int rows, const float* __restrict__ loss, const int* __restrict__ hit,
                              double* __restrict__ loss_sum, unsigned long long* __restrict__ hits, int* __restrict__ step,
                              double* __restrict__ step_loss, int* __restrict__ step_hits) {
  const StepSums sums = step_sums(rows, loss, hit);
  *loss_sum += sums.loss;
  *hits += static_cast<unsigned long long>(sums.hits);
  *position += rows;
  step_loss[*step] = sums.loss;
  step_hits[*step] = sums.hits;
  *step += 1;
}

}  // namespace graft

extern "C" GRID_STRIDE_KERNEL finish_step(int* __restrict__ position, int rows, const float* __restrict__ loss,
                                          const int* __restrict__ hit, double* __restrict__ lossSum,
                                          unsigned long long* __restrict__ hits, int* __restrict__ step,
                                          double* __restrict__ stepLoss, int* __restrict__ stepHits) {
  GRID_STRIDE(once, 1) { graft::finish(position, rows, loss, hit, lossSum, hits, step, stepLoss, stepHits); }
}

extern "C" GRID_STRIDE_KERNEL finish_training_step(int* __restrict__ position, int rows, const float* __restrict__ loss,
                                                   const int* __restrict__ hit, double* __restrict__ lossSum,
                                                   unsigned long long* __restrict__ hits, int* __restrict__ step,
                                                   double* __restrict__ stepLoss, int* __restrict__ stepHits,
                                                   long long* __restrict__ steps) {
  GRID_STRIDE(once, 1) {
    graft::finish(position, rows, loss, hit, lossSum, hits, step, stepLoss, stepHits);
    *steps += 1;
  }
}
