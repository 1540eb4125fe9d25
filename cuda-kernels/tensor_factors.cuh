// What the optimizers' kernels know of each tensor of the parameter block.
#pragma once

namespace graft {

// The block is cut into granules of so many floats; a tensor starts at a granule.
constexpr int kGranule = 64;

// A row of the host's table, 24 bytes: three float32, four bytes unused, an int64.
struct TensorFactors {
  float rate;       // of the learning rate
  float decay;      // of the weight decay
  float epsilon;    // of Adam's epsilon
  int unused;
  long long birth;  // the training step before which the tensor did not exist
};
static_assert(sizeof(TensorFactors) == 24, "the host writes rows of 24 bytes");

}  // namespace graft
