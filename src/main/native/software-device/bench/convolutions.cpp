// Checks our convolution kernels against sums in float64, then times them beside oneDNN's on the same data.
//   bench-convolutions [check]    with "check": correctness only
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "../cudnn/buffer.h"
#include "../cudnn/convolution/engine.h"
#include "../cudnn/kernels/one_channel.h"
#include "../cudnn/kernels/winograd.h"
#include "measure.h"

using namespace graft::cudnn;

namespace {

using Floats = std::vector<float>;

// Random numbers in [-1, 1), the same in every run.
class Numbers {
 public:
  float next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<float>(static_cast<std::int32_t>(state_ >> 32)) * 0x1p-31f;
  }
  Floats many(std::size_t count) {
    Floats values(count);
    for (float& value : values) value = next();
    return values;
  }
  unsigned below(unsigned bound) { return static_cast<unsigned>((next() + 1) / 2 * bound) % bound; }

 private:
  std::uint64_t state_ = 42;
};

const char* name(Direction direction) {
  return direction == Direction::kForward ? "forward" : direction == Direction::kBackwardData ? "backward data" : "backward filter";
}

struct Case {
  SmallConvolution shape;
  Direction direction;
  double density;  // of dy: below 1 as a max pool leaves it, one survivor in each 2 x 2 window
};

struct Data {
  Floats x, w, dy, out;

  explicit Data(const Case& test) {
    Numbers numbers;
    const SmallConvolution& s = test.shape;
    x = numbers.many(s.x_floats());
    w = numbers.many(s.w_floats());
    dy = numbers.many(s.y_floats());
    if (test.density < 1) keep_survivors(s, numbers);
    out.resize(test.direction == Direction::kForward ? dy.size() : test.direction == Direction::kBackwardData ? x.size() : w.size());
  }
  const float* first(Direction d) const { return d == Direction::kBackwardData ? w.data() : x.data(); }
  const float* second(Direction d) const { return d == Direction::kForward ? w.data() : dy.data(); }

 private:
  void keep_survivors(const SmallConvolution& s, Numbers& numbers) {
    const int height = s.out_height(), width = s.out_width();
    for (int n = 0; n < s.images; n++)
      for (int i = 0; i < height; i += 2)
        for (int j = 0; j < width; j += 2)
          for (int k = 0; k < s.filters; k++) {
            const unsigned survivor = numbers.below(4);
            for (unsigned place = 0; place < 4; place++) {
              const int y = i + static_cast<int>(place / 2), x = j + static_cast<int>(place % 2);
              if (y < height && x < width && place != survivor) dy[((static_cast<long>(n) * height + y) * width + x) * s.filters + k] = 0;
            }
          }
  }
};

// One element of the result, in float64.
double reference(const Case& test, const Data& data, long index) {
  const SmallConvolution& s = test.shape;
  const int oh = s.out_height(), ow = s.out_width();
  const auto at = [](const Floats& values, int height, int width, int depth, long n, int i, int j, int c) {
    return i < 0 || j < 0 || i >= height || j >= width ? 0.0 : double{values[((n * height + i) * width + j) * depth + c]};
  };
  const auto x = [&](long n, int i, int j, int c) { return at(data.x, s.height, s.width, s.channels, n, i, j, c); };
  const auto dy = [&](long n, int i, int j, int k) { return at(data.dy, oh, ow, s.filters, n, i, j, k); };
  const auto w = [&](int k, int r, int q, int c) { return double{data.w[((k * 3L + r) * 3 + q) * s.channels + c]}; };
  double sum = 0;
  if (test.direction == Direction::kBackwardFilter) {
    const int c = static_cast<int>(index % s.channels), tap = static_cast<int>(index / s.channels % 9), k = static_cast<int>(index / s.channels / 9);
    for (long n = 0; n < s.images; n++)
      for (int i = 0; i < oh; i++)
        for (int j = 0; j < ow; j++) sum += x(n, i + tap / 3 - s.pad_h, j + tap % 3 - s.pad_w, c) * dy(n, i, j, k);
    return sum;
  }
  const bool forward = test.direction == Direction::kForward;
  const int depth = forward ? s.filters : s.channels, height = forward ? oh : s.height, width = forward ? ow : s.width;
  const int channel = static_cast<int>(index % depth), j = static_cast<int>(index / depth % width), i = static_cast<int>(index / depth / width % height);
  const long n = index / depth / width / height;
  for (int tap = 0; tap < 9; tap++) {
    const int r = tap / 3, q = tap % 3;
    if (forward)
      for (int c = 0; c < s.channels; c++) sum += x(n, i + r - s.pad_h, j + q - s.pad_w, c) * w(channel, r, q, c);
    else
      for (int k = 0; k < s.filters; k++) sum += dy(n, i + s.pad_h - r, j + s.pad_w - q, k) * w(k, r, q, channel);
  }
  return sum;
}

struct Error {
  double largest = 0, norm = 0;  // relative to the largest value, and of the l2 norms
};

Error compare(const Case& test, const Data& data) {
  double worst = 0, largest = 0, difference = 0, total = 0;
  const long count = static_cast<long>(data.out.size()), samples = 4000;
  Numbers numbers;
  for (long sample = 0; sample < std::min(count, samples); sample++) {
    const long index = count <= samples ? sample : static_cast<long>((numbers.next() + 1.0) / 2 * static_cast<double>(count - 1));
    const double exact = reference(test, data, index), off = data.out[index] - exact;
    worst = std::isfinite(off) ? std::max(worst, std::fabs(off)) : INFINITY;
    largest = std::max(largest, std::fabs(exact));
    difference += off * off;
    total += exact * exact;
  }
  return {worst / largest, std::sqrt(difference / total)};
}

struct Contender {
  std::string name;
  std::function<void()> run;
};

Problem problem_of(const Case& test) {
  const SmallConvolution& s = test.shape;
  Problem p;
  p.direction = test.direction;
  p.n = s.images, p.c = s.channels, p.h = s.height, p.w = s.width, p.k = s.filters, p.r = p.s = 3;
  p.oh = s.out_height(), p.ow = s.out_width(), p.pad_h = s.pad_h, p.pad_w = s.pad_w;
  p.filter_format = kNhwc;
  const int x_strides[] = {s.height * s.width * s.channels, 1, s.width * s.channels, s.channels};
  const int y_strides[] = {p.oh * p.ow * s.filters, 1, p.ow * s.filters, s.filters};
  std::copy(x_strides, x_strides + 4, p.x_strides);
  std::copy(y_strides, y_strides + 4, p.y_strides);
  return p;
}

std::vector<Contender> contenders(const Case& test, Data& data, Buffer& scratch) {
  const SmallConvolution s = test.shape;
  const int threads = graft::soft::threads();
  std::vector<Contender> all;
  const std::shared_ptr<Engine> onednn = make_onednn_engine(problem_of(test));
  const Direction d = test.direction;
  all.push_back({"oneDNN", [=, &data] { onednn->run(data.first(d), data.second(d), data.out.data(), Epilogue{}); }});
  if (winograd::suits(s)) {
    std::function<void()> run;
    if (d == Direction::kForward) {
      float* space = scratch.floats(winograd::forward_scratch(s, threads));
      run = [=, &data] { winograd::forward(s, data.x.data(), data.w.data(), nullptr, false, data.out.data(), space, threads); };
    } else if (d == Direction::kBackwardData) {
      float* space = scratch.floats(winograd::backward_data_scratch(s, threads));
      run = [=, &data] { winograd::backward_data(s, data.w.data(), data.dy.data(), data.out.data(), space, threads); };
    } else {
      float* space = scratch.floats(winograd::backward_filter_scratch(s, threads));
      run = [=, &data] { winograd::backward_filter(s, data.x.data(), data.dy.data(), data.out.data(), space, threads); };
    }
    all.push_back({"winograd", run});
  }
  if (one_channel::suits(s) && d == Direction::kBackwardFilter) {
    float* space = scratch.floats(one_channel::backward_filter_scratch(s, threads));
    all.push_back({"one", [=, &data] { one_channel::backward_filter(s, data.x.data(), data.dy.data(), data.out.data(), space, threads); }});
  }
  return all;
}

bool run_case(const Case& test, bool timed) {
  Data data(test);
  Buffer scratch;
  const SmallConvolution& s = test.shape;
  const double flops = 18.0 * s.x_floats() * s.filters;
  std::vector<Contender> all = contenders(test, data, scratch);
  bool good = true;
  std::vector<Error> errors;
  for (Contender& contender : all) {
    std::fill(data.out.begin(), data.out.end(), NAN);
    contender.run();
    errors.push_back(compare(test, data));
    good &= errors.back().largest < 1e-5;
  }
  std::vector<graft::bench::Timing> times(all.size());
  if (timed) {
    std::vector<std::function<void()>> runs;
    for (Contender& contender : all) runs.push_back(contender.run);
    times = graft::bench::take_turns(graft::soft::threads() == 1, runs);
  }
  for (std::size_t i = 0; i < all.size(); i++) {
    std::printf("%-15s %3d x %2dx%2d %3d->%3d dy %3.0f %%  %-9s error %.1e l2 %.1e", name(test.direction), s.images, s.height, s.width, s.channels,
                s.filters, test.density * 100, all[i].name.c_str(), errors[i].largest, errors[i].norm);
    if (timed) std::printf("  %.3f ms (best %.3f)  %4.0f GFLOP/s", times[i].median_ms, times[i].best_ms, flops / times[i].best_ms * 1e-6);
    std::printf("%s\n", errors[i].largest < 1e-5 ? "" : "  WRONG");
  }
  return good;
}

}  // namespace

int main(int count, char** arguments) {
  const bool timed = count < 2 || std::strcmp(arguments[1], "check") != 0;
  const Direction directions[] = {Direction::kForward, Direction::kBackwardData, Direction::kBackwardFilter};
  bool good = true;
  if (!timed) {
    const SmallConvolution odd[] = {{1, 7, 9, 16, 16}, {2, 1, 1, 32, 16}, {3, 2, 5, 16, 48}, {5, 14, 14, 64, 64}, {1, 28, 28, 16, 80}, {4, 3, 6, 144, 32}, {2, 11, 4, 48, 128}, {2, 8, 9, 16, 16, 0, 2}, {3, 5, 4, 32, 16, 2, 0}, {2, 28, 28, 1, 64}, {3, 7, 9, 1, 16}, {1, 3, 5, 1, 48, 0, 2}};
    for (const SmallConvolution& shape : odd)
      for (const Direction direction : directions)
        for (const double density : {1.0, 0.25}) good &= run_case({shape, direction, density}, false);
  } else {
    const SmallConvolution shapes[] = {{32, 14, 14, 64, 64}, {32, 14, 14, 128, 64}, {32, 28, 28, 1, 64}, {32, 28, 28, 1, 128}, {32, 32, 32, 16, 16}, {32, 16, 16, 32, 32}, {32, 8, 8, 64, 64}, {32, 32, 32, 64, 64}};
    for (const SmallConvolution& shape : shapes)
      for (const Direction direction : directions) good &= run_case({shape, direction, direction == Direction::kForward ? 1 : 0.25}, true);
  }
  std::printf(good ? "all within 1e-5\n" : "WRONG results\n");
  return good ? 0 : 1;
}
