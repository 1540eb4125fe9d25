// 3x3 convolutions of stride 1 on NHWC tensors by Winograd's F(4x4, 3x3). Tiles of 4x4 outputs are transformed in blocks that
// stay in a core's second-level cache; there, each of the 36 points is one small matrix product over channels.
#include <algorithm>

#include "../buffer.h"
#include "engine.h"
#include "micro_gemm.h"
#include "winograd_transforms.h"

namespace graft::cudnn {
namespace {

using namespace winograd;
using graft::soft::parallel_for;

// An NHWC image batch cut into patches that overlap or tiles that do not; what lies outside is zero.
struct Image {
  int n, h, w, c;
};

// Where tile number `index` lies.
struct Tiling {
  int rows, columns;
  std::int64_t count(int n) const { return std::int64_t{n} * rows * columns; }
};

alignas(64) const float kZeros[kLanes] = {};

// Transforms `Side` x `Side` pixels with the top left corner (top, left), one vector of channels after the other, and stores
// point p of channel c at out[p * point_step + c].
template <int Side, void (*Transform)(const Vector*, int, Vector*, int)>
void transform_in(const float* data, const Image& image, std::int64_t n, int top, int left, float* out, std::int64_t point_step) {
  const float* pixels[Side * Side];
  for (int i = 0; i < Side; i++)
    for (int j = 0; j < Side; j++) {
      const int row = top + i, column = left + j;
      const bool inside = row >= 0 && row < image.h && column >= 0 && column < image.w;
      pixels[i * Side + j] = inside ? data + ((n * image.h + row) * image.w + column) * image.c : nullptr;
    }
  for (int c = 0; c < image.c; c += kLanes) {
    Vector in[Side * Side], points[kPoints];
    for (int i = 0; i < Side * Side; i++) in[i] = load(pixels[i] != nullptr ? pixels[i] + c : kZeros);
    square<Side, kPatch, Transform>(in, points);
    for (int p = 0; p < kPoints; p++) store(out + p * point_step + c, points[p]);
  }
}

// The other way: products at point p of channel k lie at m[p * point_step + k]; the part of the tile inside the image is stored.
void transform_out(const float* m, std::int64_t point_step, float* data, const Image& image, std::int64_t n, int top, int left,
                   const Epilogue& epilogue) {
  const int rows = std::min(kTile, image.h - top), columns = std::min(kTile, image.w - left);
  for (int k = 0; k < image.c; k += kLanes) {
    Vector in[kPoints], tile[kTile * kTile];
    for (int p = 0; p < kPoints; p++) in[p] = load(m + p * point_step + k);
    square<kPatch, kTile, output>(in, tile);
    const Vector bias = epilogue.bias != nullptr ? load(epilogue.bias + k) : Vector{};
    const Vector floor = broadcast(epilogue.relu ? 0.0f : -__builtin_inff());
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < columns; j++) {
        const Vector value = tile[i * kTile + j] + bias;
        store(data + ((n * image.h + top + i) * image.w + left + j) * image.c + k, value > floor ? value : floor);
      }
  }
}

// Tiles in one block: as many as leave the transformed operands in half of a core's second-level cache.
int tiles_in_block(int channels) {
  constexpr int kBudget = 1 << 18;  // floats
  const int tiles = kBudget / (kPoints * channels);
  return std::max(kRowBlock, tiles / kRowBlock * kRowBlock);
}

// How far the 36 points of a block lie apart: not by a multiple of the cache's period, since they are written in turn.
std::int64_t point_step(int block, int channels) { return std::int64_t{block} * channels + 16; }

// Scratch of the thread that works, shared by all engines.
float* scratch(std::size_t floats) {
  thread_local Buffer buffer;
  return buffer.floats(floats);
}

// y = conv(x, filter), forward; backward data is the same with the filter turned round and its channels exchanged.
class WinogradEngine : public Engine {
 public:
  explicit WinogradEngine(const Problem& p)
      : backward_(p.direction == Direction::kBackwardData),
        in_(backward_ ? Image{p.n, p.oh, p.ow, p.k} : Image{p.n, p.h, p.w, p.c}),
        out_(backward_ ? Image{p.n, p.h, p.w, p.c} : Image{p.n, p.oh, p.ow, p.k}),
        pad_h_(backward_ ? 2 - p.pad_h : p.pad_h),
        pad_w_(backward_ ? 2 - p.pad_w : p.pad_w),
        tiling_{(out_.h + kTile - 1) / kTile, (out_.w + kTile - 1) / kTile} {}

  bool fuses_epilogue() const override { return !backward_; }

  void run(const float* first, const float* second, float* out, const Epilogue& epilogue) override {
    const float* filter = backward_ ? first : second;
    const float* in = backward_ ? second : first;
    float* transformed = filter_.floats(std::size_t(kPoints) * in_.c * out_.c);
    if (backward_) {
      transform_turned_filter(filter, transformed);
    } else {
      transform_filter(filter, transformed);
    }
    const int block = tiles_in_block(in_.c + out_.c);
    const std::int64_t tiles = tiling_.count(out_.n);
    parallel_for((tiles + block - 1) / block, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; i++) run_block(in, transformed, out, epilogue, i * block, std::min<std::int64_t>(tiles, (i + 1) * block), block);
    });
  }

 private:
  void run_block(const float* in, const float* filter, float* out, const Epilogue& epilogue, std::int64_t begin, std::int64_t end, int block) {
    const std::int64_t in_step = point_step(block, in_.c), out_step = point_step(block, out_.c);
    float* points = scratch(kPoints * (in_step + out_step));
    float* products = points + kPoints * in_step;
    const auto place = [&](std::int64_t tile, auto&& use) {
      const std::int64_t image = tile / (tiling_.rows * tiling_.columns);
      const int rest = static_cast<int>(tile % (tiling_.rows * tiling_.columns));
      use(image, rest / tiling_.columns * kTile, rest % tiling_.columns * kTile);
    };
    for (std::int64_t tile = begin; tile < end; tile++)
      place(tile, [&](std::int64_t n, int top, int left) {
        transform_in<kPatch, input>(in, in_, n, top - pad_h_, left - pad_w_, points + (tile - begin) * in_.c, in_step);
      });
    const int rows = static_cast<int>(end - begin);
    for (int p = 0; p < kPoints; p++) {
      micro_gemm<false>(rows, out_.c, in_.c, points + p * in_step, in_.c, 1, filter + std::int64_t{p} * in_.c * out_.c, out_.c, products + p * out_step,
                        out_.c);
    }
    for (std::int64_t tile = begin; tile < end; tile++)
      place(tile, [&](std::int64_t n, int top, int left) {
        transform_out(products + (tile - begin) * out_.c, out_step, out, out_, n, top, left, epilogue);
      });
  }

  // filter[k, r, s, c] to points [p, c, k]: transformed along c, then turned in squares of channels.
  void transform_filter(const float* filter, float* out) {
    const int c_total = in_.c, k_total = out_.c;
    parallel_for(k_total / kLanes, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = begin * kLanes; k < end * kLanes; k += kLanes)
        for (int c = 0; c < c_total; c += kLanes) {
          alignas(64) float squares[kPoints][kLanes][kLanes];
          for (int i = 0; i < kLanes; i++) {
            Vector taps[9], points[kPoints];
            for (int t = 0; t < 9; t++) taps[t] = load(filter + ((k + i) * 9 + t) * c_total + c);
            square<3, kPatch, winograd::filter>(taps, points);
            for (int p = 0; p < kPoints; p++) store(squares[p][i], points[p]);
          }
          for (int p = 0; p < kPoints; p++)
            for (int j = 0; j < kLanes; j++)
              for (int i = 0; i < kLanes; i++) out[(std::int64_t{p} * c_total + c + j) * k_total + k + i] = squares[p][i][j];
        }
    });
  }

  // filter[k, r, s, c] to points [p, k, c] with r and s reversed.
  void transform_turned_filter(const float* filter, float* out) {
    const int k_total = in_.c, c_total = out_.c;
    parallel_for(k_total, 8, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = begin; k < end; k++)
        for (int c = 0; c < c_total; c += kLanes) {
          Vector taps[9], points[kPoints];
          for (int t = 0; t < 9; t++) taps[t] = load(filter + (k * 9 + 8 - t) * c_total + c);
          square<3, kPatch, winograd::filter>(taps, points);
          for (int p = 0; p < kPoints; p++) store(out + (p * std::int64_t{k_total} + k) * c_total + c, points[p]);
        }
    });
  }

  const bool backward_;
  const Image in_, out_;
  const int pad_h_, pad_w_;
  const Tiling tiling_;
  Buffer filter_;
};

// The filter's gradient: patches of x and tiles of dy are transformed, multiplied point by point and summed over all tiles.
class WinogradFilterEngine : public Engine {
 public:
  explicit WinogradFilterEngine(const Problem& p)
      : x_{p.n, p.h, p.w, p.c},
        y_{p.n, p.oh, p.ow, p.k},
        pad_h_(p.pad_h),
        pad_w_(p.pad_w),
        tiling_{(p.oh + kTile - 1) / kTile, (p.ow + kTile - 1) / kTile},
        parts_(std::max(1, graft::soft::threads())) {}

  void run(const float* x, const float* dy, float* out, const Epilogue&) override {
    const std::size_t sums_each = std::size_t(kPoints) * x_.c * y_.c;
    float* sums = sums_.floats(parts_ * sums_each);
    const std::int64_t tiles = tiling_.count(x_.n);
    // Parts, not threads: which thread takes a part must not change the order of the sums.
    parallel_for(parts_, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t part = begin; part < end; part++) sum_part(x, dy, tiles * part / parts_, tiles * (part + 1) / parts_, sums + part * sums_each);
    });
    parallel_for(y_.c, 8, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = begin; k < end; k++)
        for (int c = 0; c < x_.c; c += kLanes) {
          Vector points[kPoints], taps[9];
          for (int p = 0; p < kPoints; p++) {
            points[p] = Vector{};
            for (int part = 0; part < parts_; part++) points[p] += load(sums + part * sums_each + (p * std::int64_t{y_.c} + k) * x_.c + c);
          }
          square<kPatch, 3, filter_gradient>(points, taps);
          for (int t = 0; t < 9; t++) store(out + (k * 9 + t) * x_.c + c, taps[t]);
        }
    });
  }

 private:
  // sums[p, k, c] over the tiles [begin, end)
  void sum_part(const float* x, const float* dy, std::int64_t begin, std::int64_t end, float* sums) {
    std::fill(sums, sums + std::size_t(kPoints) * x_.c * y_.c, 0.0f);
    const int block = tiles_in_block(x_.c + y_.c);
    const std::int64_t x_step = point_step(block, x_.c), y_step = point_step(block, y_.c);
    float* x_points = scratch(kPoints * (x_step + y_step));
    float* y_points = x_points + kPoints * x_step;
    for (std::int64_t start = begin; start < end; start += block) {
      const int count = static_cast<int>(std::min<std::int64_t>(block, end - start));
      for (int i = 0; i < count; i++) {
        const std::int64_t image = (start + i) / (tiling_.rows * tiling_.columns);
        const int rest = static_cast<int>((start + i) % (tiling_.rows * tiling_.columns));
        const int top = rest / tiling_.columns * kTile, left = rest % tiling_.columns * kTile;
        transform_in<kPatch, input>(x, x_, image, top - pad_h_, left - pad_w_, x_points + std::int64_t{i} * x_.c, x_step);
        transform_in<kTile, output_gradient>(dy, y_, image, top, left, y_points + std::int64_t{i} * y_.c, y_step);
      }
      for (int p = 0; p < kPoints; p++) {
        micro_gemm<true>(y_.c, x_.c, count, y_points + p * y_step, 1, y_.c, x_points + p * x_step, x_.c, sums + std::int64_t{p} * x_.c * y_.c, x_.c);
      }
    }
  }

  const Image x_, y_;
  const int pad_h_, pad_w_;
  const Tiling tiling_;
  const int parts_;
  Buffer sums_;
};

}  // namespace

bool winograd_takes(const Problem& p) {
  const bool shape = p.r == 3 && p.s == 3 && p.has_unit_stride() && p.has_unit_dilation() && p.groups == 1 && p.pad_h <= 2 && p.pad_w <= 2;
  const bool layout = p.x_is_nhwc() && p.y_is_nhwc() && p.filter_format == kNhwc;
  // Whole vectors of channels, and enough work that the transforms pay.
  return shape && layout && p.c % 16 == 0 && p.k % 16 == 0 && p.c >= 32 && p.k >= 32 && std::int64_t{p.n} * p.oh * p.ow >= 256;
}

std::unique_ptr<Engine> make_winograd_engine(const Problem& p) {
  if (p.direction == Direction::kBackwardFilter) return std::make_unique<WinogradFilterEngine>(p);
  return std::make_unique<WinogradEngine>(p);
}

}  // namespace graft::cudnn
