// Softmax and categorical cross-entropy of a batch, fused: the probabilities are never stored.
//
//   logits  [rows, classes]
//   labels  [rows]            in [0, classes); any other label makes its row's loss NaN instead of reading past the row
//   loss    [rows]            log(sum over c of exp(logits[r, c])) - logits[r, labels[r]]
//   hit     [rows]            1 where the first largest logit is the label's, else 0
//   dlogits [rows, classes]   of the batch's mean loss: (softmax(logits)[r, c] - target[r, c]) / rows; overwrites
//
// target[r, c] is 1 where c == labels[r], else 0. The kernel with the gradient smooths it: (1 - smoothing) of that, and smoothing /
// classes for each class; its loss is the cross-entropy with those targets: the row's loss above, plus smoothing times the mean
// over c of (logits[r, labels[r]] - logits[r, c]). Smoothing 0 changes no bit.
//
// The largest logit is subtracted first: exp then lies in (0, 1], and one of them is 1, so that the sum neither overflows nor
// vanishes. The loss adds log(sum), in [0, log(classes)], to (largest - label's), exact where they are equal: a confident and
// right prediction keeps its small loss's digits, where subtracting the logit from a large logsumexp would cancel them.
//
// Launch: any shape; LaunchShape.forElements(rows), a row a thread. A row is 10 floats here: threads of a warp read 32 rows
// that lie one after the other, so every byte fetched is used, and there is nothing to synchronise.
#include "grid_stride.cuh"

namespace graft {

struct RowLoss {
  float largest, sum, loss;
  int hit;
};

__device__ inline RowLoss row_loss(const float* __restrict__ logits, int label, int classes) {
  int best = 0;
  for (int c = 1; c < classes; c++) {
    if (logits[c] > logits[best]) best = c;
  }
  RowLoss row;
  row.largest = logits[best];
  row.sum = 0.0f;
  for (int c = 0; c < classes; c++) row.sum += expf(logits[c] - row.largest);
  const bool valid = label >= 0 && label < classes;
  row.loss = valid ? logf(row.sum) + (row.largest - logits[label]) : nanf("");
  row.hit = best == label ? 1 : 0;
  return row;
}

// What smoothed targets add to the loss of a row.
__device__ inline float smoothing_loss(const float* __restrict__ logits, int label, int classes, float smoothing) {
  if (smoothing == 0.0f || label < 0 || label >= classes) return 0.0f;
  float sum = 0.0f;
  for (int c = 0; c < classes; c++) sum += logits[label] - logits[c];
  return smoothing * sum / static_cast<float>(classes);
}

}  // namespace graft

extern "C" GRID_STRIDE_KERNEL softmax_cross_entropy(const float* __restrict__ logits, const int* __restrict__ labels, int rows,
                                                    int classes, float* __restrict__ loss, int* __restrict__ hit) {
  GRID_STRIDE(r, rows) {
    const graft::RowLoss row = graft::row_loss(logits + r * classes, labels[r], classes);
    loss[r] = row.loss;
    hit[r] = row.hit;
  }
}

extern "C" GRID_STRIDE_KERNEL softmax_cross_entropy_gradient(const float* __restrict__ logits, const int* __restrict__ labels,
                                                             int rows, int classes, float* __restrict__ loss,
                                                             int* __restrict__ hit, float* __restrict__ dlogits, float smoothing) {
  const float others = smoothing / static_cast<float>(classes), own = 1.0f - smoothing + others;
  GRID_STRIDE(r, rows) {
    const graft::RowLoss row = graft::row_loss(logits + r * classes, labels[r], classes);
    loss[r] = row.loss + graft::smoothing_loss(logits + r * classes, labels[r], classes, smoothing);
    hit[r] = row.hit;
    for (int c = 0; c < classes; c++) {
      const float probability = expf(logits[r * classes + c] - row.largest) / row.sum;
      dlogits[r * classes + c] = (probability - (c == labels[r] ? own : others)) / static_cast<float>(rows);
    }
  }
}
