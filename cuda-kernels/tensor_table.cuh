// What the optimizers' kernels know of each tensor of the parameter block.
#pragma once

namespace graft {

// The block is cut into granules of so many floats; a tensor starts at a granule.
constexpr int kGranule = 64;

// A row of the host's table, 16 bytes: a float32, four bytes unused, an int64.
struct TensorRow {
  float decay;      // 1 where weight decay reaches the tensor, else 0
  int unused;
  long long birth;  // the training step before which the tensor did not exist
};
static_assert(sizeof(TensorRow) == 16, "the host writes rows of 16 bytes");

}  // namespace graft
