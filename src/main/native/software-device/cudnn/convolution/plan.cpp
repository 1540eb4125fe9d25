#include "plan.h"

#include <algorithm>
#include <unordered_map>

#include "../kernels/blend.h"

namespace graft::cudnn {
namespace {

using graft::soft::parallel_for;

struct Hash {
  std::size_t operator()(const Problem& problem) const { return problem.hash(); }
};

// Extents and strides of what a direction writes, in the order n, c, h, w; for filters k, c, r, s.
struct Extents {
  int dims[4];
  int strides[4];
};

Extents output_extents(const Problem& p) {
  Extents e{};
  switch (p.direction) {
    case Direction::kForward:
      e = {{p.n, p.k, p.oh, p.ow}, {}};
      std::copy(p.y_strides, p.y_strides + 4, e.strides);
      break;
    case Direction::kBackwardData:
      e = {{p.n, p.c, p.h, p.w}, {}};
      std::copy(p.x_strides, p.x_strides + 4, e.strides);
      break;
    default:
      e = {{p.k, p.c_per_group(), p.r, p.s}, {}};
      pack_strides(p.filter_format, 4, e.dims, e.strides);
  }
  return e;
}

std::size_t reach(const Extents& e) {
  std::size_t last = 0;
  for (int i = 0; i < 4; i++) last += std::size_t(e.dims[i] - 1) * e.strides[i];
  return last + 1;
}

// dst[k, c, r, s] = src[k, c, R - 1 - r, S - 1 - s]
void mirror(const Problem& p, const float* src, float* dst) {
  const int dims[] = {p.k, p.c_per_group(), p.r, p.s};
  int strides[4];
  pack_strides(p.filter_format, 4, dims, strides);
  for (int k = 0; k < p.k; k++)
    for (int c = 0; c < p.c_per_group(); c++)
      for (int r = 0; r < p.r; r++)
        for (int s = 0; s < p.s; s++) {
          const std::size_t plane = std::size_t(k) * strides[0] + std::size_t(c) * strides[1];
          dst[plane + std::size_t(r) * strides[2] + std::size_t(s) * strides[3]] =
              src[plane + std::size_t(p.r - 1 - r) * strides[2] + std::size_t(p.s - 1 - s) * strides[3]];
        }
}

}  // namespace

std::shared_ptr<Plan> Plan::of(const Problem& problem) {
  static auto* mutex = new std::mutex();
  static auto* plans = new std::unordered_map<Problem, std::shared_ptr<Plan>, Hash>();
  Problem key = problem;
  const std::lock_guard<std::mutex> lock(*mutex);
  std::shared_ptr<Plan>& plan = (*plans)[key];
  if (!plan) plan = std::make_shared<Plan>(key);
  return plan;
}

Plan::Plan(const Problem& problem) : problem_(problem) {}

const float* Plan::mirrored(const float* filter) {
  float* copy = filter_.floats(problem_.filter_elements());
  mirror(problem_, filter, copy);
  return copy;
}

void Plan::blend(const float* result, const ConvolutionCall& call) const {
  const Extents e = output_extents(problem_);
  const float* addend = call.addend != nullptr ? call.addend : call.out;
  const int inner = e.strides[1] == 1 ? 1 : 3;  // along the dimension whose elements are neighbours
  const int outer = inner == 1 ? 3 : 1;
  const bool sums_lines = e.strides[inner] == 1 && call.beta != 0 && call.epilogue.bias == nullptr && !call.epilogue.relu;
  parallel_for(std::int64_t{e.dims[0]} * e.dims[2], 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; row++) {
      const std::size_t at = std::size_t(row / e.dims[2]) * e.strides[0] + std::size_t(row % e.dims[2]) * e.strides[2];
      for (int j = 0; j < e.dims[outer]; j++) {
        if (sums_lines) {
          const std::size_t line = at + std::size_t(j) * e.strides[outer];
          blend_line(e.dims[inner], call.alpha, result + line, call.beta, addend + line, call.out + line);
          continue;
        }
        for (int i = 0; i < e.dims[inner]; i++) {
          const std::size_t index = at + std::size_t(j) * e.strides[outer] + std::size_t(i) * e.strides[inner];
          float value = call.alpha * result[index];
          // A zero beta must not read: the destination may hold NaN.
          if (call.beta != 0) value += call.beta * addend[index];
          if (call.epilogue.bias != nullptr) value += call.epilogue.bias[inner == 1 ? i : j];
          if (call.epilogue.relu) value = value > 0 ? value : 0;
          call.out[index] = value;
        }
      }
    }
  });
}

void Plan::run(const ConvolutionCall& call) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!engine_) {
    Problem plain = problem_;
    plain.mode = kCrossCorrelation;
    engine_ = make_engine(plain);
  }
  const bool flipped = problem_.mode == kTrueConvolution && problem_.r * problem_.s > 1;
  const bool filter_is_output = problem_.direction == Direction::kBackwardFilter;
  const float* first = call.first;
  const float* second = call.second;
  if (flipped && problem_.direction == Direction::kForward) second = mirrored(second);
  if (flipped && problem_.direction == Direction::kBackwardData) first = mirrored(first);

  const bool has_epilogue = call.epilogue.bias != nullptr || call.epilogue.relu;
  const bool plain = call.alpha == 1 && call.beta == 0 && !(flipped && filter_is_output);
  if (plain && (!has_epilogue || engine_->fuses_epilogue())) {
    engine_->run(first, second, call.out, call.epilogue);
    return;
  }
  float* result = result_.floats(reach(output_extents(problem_)));
  engine_->run(first, second, result, Epilogue{});
  blend(flipped && filter_is_output ? mirrored(result) : result, call);
}

}  // namespace graft::cudnn
