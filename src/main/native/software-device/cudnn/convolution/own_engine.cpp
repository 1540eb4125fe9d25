// Convolutions of 3 x 3 taps by the kernels in ../kernels.
#include "../buffer.h"
#include "../kernels/one_channel.h"
#include "../kernels/winograd.h"
#include "engine.h"

namespace graft::cudnn {
namespace {

using graft::soft::threads;

// One for all engines, since one operation runs at a time: what one has used is still in the caches for the next.
float* shared_scratch(std::size_t floats) {
  thread_local Buffer buffer;
  return buffer.floats(floats);
}

class WinogradEngine : public Engine {
 public:
  WinogradEngine(Direction direction, const SmallConvolution& shape)
      : direction_(direction),
        shape_(shape),
        scratch_floats_(direction == Direction::kForward        ? winograd::forward_scratch(shape, threads())
                        : direction == Direction::kBackwardData ? winograd::backward_data_scratch(shape, threads())
                                                                : winograd::backward_filter_scratch(shape, threads())) {}

  bool fuses_epilogue() const override { return direction_ == Direction::kForward; }

  void run(const float* first, const float* second, float* out, const Epilogue& epilogue) override {
    float* scratch = shared_scratch(scratch_floats_);
    switch (direction_) {
      case Direction::kForward: return winograd::forward(shape_, first, second, epilogue.bias, epilogue.relu, out, scratch, threads());
      case Direction::kBackwardData: return winograd::backward_data(shape_, first, second, out, scratch, threads());
      default: winograd::backward_filter(shape_, first, second, out, scratch, threads());
    }
  }

 private:
  const Direction direction_;
  const SmallConvolution shape_;
  const std::size_t scratch_floats_;
};

class OneChannelFilterEngine : public Engine {
 public:
  explicit OneChannelFilterEngine(const SmallConvolution& shape)
      : shape_(shape), scratch_floats_(one_channel::backward_filter_scratch(shape, threads())) {}

  void run(const float* x, const float* dy, float* out, const Epilogue&) override {
    one_channel::backward_filter(shape_, x, dy, out, shared_scratch(scratch_floats_), threads());
  }

 private:
  const SmallConvolution shape_;
  const std::size_t scratch_floats_;
};

// The problem as the kernels see it; of no images where it is of another kind.
SmallConvolution small_convolution(const Problem& p) {
  const bool kind = p.r == 3 && p.s == 3 && p.has_unit_stride() && p.has_unit_dilation() && p.groups == 1 && p.pad_h <= 2 && p.pad_w <= 2;
  // A filter of one channel lies alike in both formats.
  const bool packed = p.x_is_nhwc() && p.y_is_nhwc() && (p.filter_format == kNhwc || p.c == 1);
  if (!kind || !packed) return {};
  return {p.n, p.h, p.w, p.c, p.k, p.pad_h, p.pad_w};
}

// Transforms cost per channel and per filter, products cost per pair of them; and every call transforms all filters.
bool winograd_pays(const SmallConvolution& shape) {
  return shape.channels >= 16 && shape.filters >= 16 && static_cast<long>(shape.images) * shape.out_height() * shape.out_width() >= 256;
}

}  // namespace

std::unique_ptr<Engine> make_own_engine(const Problem& p) {
  const SmallConvolution shape = small_convolution(p);
  if (shape.images == 0) return nullptr;
  if (one_channel::suits(shape) && p.direction == Direction::kBackwardFilter) return std::make_unique<OneChannelFilterEngine>(shape);
  if (winograd::suits(shape) && winograd_pays(shape)) return std::make_unique<WinogradEngine>(p.direction, shape);
  return nullptr;
}

}  // namespace graft::cudnn
