// The filter gradient of a 1 x 1 convolution with a stride: only every stride-th pixel of x takes part, so those are gathered
// and another engine does the problem without a stride.
//
// It is here for safety, not for speed: oneDNN (3.11, 3.12) gathers into a scratchpad that it books too small where x is NHWC
// with fewer channels than a vector has lanes, and writes past its end: https://github.com/uxlfoundation/oneDNN/issues/6035
#include "../buffer.h"
#include "engine.h"

namespace graft::cudnn {
namespace {

using graft::soft::parallel_for;

Problem without_stride(const Problem& p) {
  Problem dense = p;
  dense.h = p.oh;
  dense.w = p.ow;
  dense.stride_h = dense.stride_w = 1;
  const int dims[] = {p.n, p.c, p.oh, p.ow};
  pack_strides(p.x_strides[1] == 1 ? kNhwc : kNchw, 4, dims, dense.x_strides);
  return dense;
}

class SubsamplingEngine : public Engine {
 public:
  explicit SubsamplingEngine(const Problem& p) : problem_(p), dense_(without_stride(p)), engine_(make_onednn_engine(dense_)) {}

  void run(const float* x, const float* dy, float* out, const Epilogue& epilogue) override {
    float* gathered = gathered_.floats(dense_.x_elements());
    gather(x, gathered);
    engine_->run(gathered, dy, out, epilogue);
  }

 private:
  void gather(const float* x, float* out) const {
    const int *from = problem_.x_strides, *to = dense_.x_strides;
    parallel_for(std::int64_t{dense_.n} * dense_.h, 8, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t row = begin; row < end; row++) {
        const std::int64_t image = row / dense_.h, i = row % dense_.h;
        const float* source = x + image * from[0] + i * problem_.stride_h * from[2];
        float* target = out + image * to[0] + i * to[2];
        for (std::int64_t j = 0; j < dense_.w; j++)
          for (std::int64_t c = 0; c < dense_.c; c++) target[j * to[3] + c * to[1]] = source[j * problem_.stride_w * from[3] + c * from[1]];
      }
    });
  }

  const Problem problem_, dense_;
  const std::unique_ptr<Engine> engine_;
  Buffer gathered_;
};

}  // namespace

std::unique_ptr<Engine> make_subsampling_engine(const Problem& p) {
  const bool pointwise = p.r == 1 && p.s == 1 && p.pad_h == 0 && p.pad_w == 0;
  if (p.direction != Direction::kBackwardFilter || !pointwise || p.has_unit_stride()) return nullptr;
  return std::make_unique<SubsamplingEngine>(p);
}

}  // namespace graft::cudnn
