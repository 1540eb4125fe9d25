#include "algorithms.h"

#include <algorithm>

namespace graft::cudnn {
namespace {

// The families that the three directions' numbers stand for.
enum class Family { kImplicit, kPrecomputed, kGemm, kAtomic, kFft, kFftTiling, kWinograd, kWinogradNonfused, kMissing };

Family family_of(Direction direction, int algorithm) {
  switch (direction) {
    case Direction::kForward: {
      constexpr Family families[] = {Family::kImplicit, Family::kPrecomputed, Family::kGemm,     Family::kMissing,
                                     Family::kFft,      Family::kFftTiling,   Family::kWinograd, Family::kWinogradNonfused};
      return families[algorithm];
    }
    case Direction::kBackwardData: {
      constexpr Family families[] = {Family::kAtomic,    Family::kPrecomputed, Family::kFft,
                                     Family::kFftTiling, Family::kWinograd,    Family::kWinogradNonfused};
      return families[algorithm];
    }
    default: {
      constexpr Family families[] = {Family::kAtomic,  Family::kPrecomputed,      Family::kFft,      Family::kAtomic,
                                     Family::kMissing, Family::kWinogradNonfused, Family::kFftTiling};
      return families[algorithm];
    }
  }
}

bool image_is(int format, const int* strides, int c, int h, int w) {
  if (format == kNhwc) return (c == 1 || strides[1] == 1) && (w == 1 || strides[3] == c) && (h == 1 || strides[2] == c * w);
  return (w == 1 || strides[3] == 1) && (h == 1 || strides[2] == w) && (c == 1 || strides[1] == h * w);
}

bool takes_layouts(const Problem& p, Family family, int algorithm) {
  const bool x_hwc = image_is(kNhwc, p.x_strides, p.c, p.h, p.w);
  const bool y_hwc = image_is(kNhwc, p.y_strides, p.k, p.oh, p.ow);
  const bool x_chw = image_is(kNchw, p.x_strides, p.c, p.h, p.w);
  const bool y_chw = image_is(kNchw, p.y_strides, p.k, p.oh, p.ow);
  if (p.filter_format == kNhwc) {
    // In all three directions these are the algorithms 0 and 1.
    if (algorithm > 1 || !x_hwc) return false;
    return y_hwc || (p.direction == Direction::kForward && y_chw);
  }
  if (family == Family::kFft || family == Family::kFftTiling) return x_chw && y_chw;
  return p.direction == Direction::kForward || y_chw;
}

bool takes_geometry(const Problem& p, Family family, int algorithm) {
  const bool plain = p.has_unit_stride() && p.has_unit_dilation();
  switch (family) {
    case Family::kImplicit:
      return true;
    case Family::kPrecomputed:
      return p.has_unit_dilation() || p.direction == Direction::kBackwardFilter;
    case Family::kGemm:
      return p.has_unit_dilation();
    case Family::kAtomic:
      return p.has_unit_dilation() || algorithm != kBwdFilter3;
    case Family::kFft:
      return plain && p.r > p.pad_h && p.s > p.pad_w && p.h + 2 * p.pad_h <= 256 && p.w + 2 * p.pad_w <= 256;
    case Family::kFftTiling:
      return plain && p.r > p.pad_h && p.s > p.pad_w && p.r <= 32 && p.s <= 32;
    case Family::kWinograd:
      return plain && p.r == 3 && p.s == 3;
    case Family::kWinogradNonfused:
      return plain && p.r == p.s && (p.r == 3 || p.r == 5);
    default:
      return false;
  }
}

std::size_t padded_to_power_of_two(int extent) { return std::size_t{1} << (32 - __builtin_clz(static_cast<unsigned>(std::max(1, extent - 1)))); }

std::size_t aligned(std::size_t bytes) { return (bytes + 255) / 256 * 256; }

std::size_t transformed_bytes(const Problem& p, std::size_t tiles, std::size_t values, std::size_t value_bytes) {
  const std::size_t planes = tiles * p.n * (std::size_t(p.c) + p.k) + std::size_t(p.k) * p.c_per_group();
  return aligned(planes * values * value_bytes);
}

}  // namespace

int algorithm_count(Direction direction) {
  constexpr int counts[] = {kFwdCount, kBwdDataCount, kBwdFilterCount};
  return counts[static_cast<int>(direction)];
}

int algorithm_max_count(Direction direction) { return algorithm_count(direction) + 2; }

Status check_algorithm(const Problem& problem, int algorithm) {
  if (algorithm < 0 || algorithm >= algorithm_count(problem.direction)) return kBadParam;
  const Family family = family_of(problem.direction, algorithm);
  return takes_layouts(problem, family, algorithm) && takes_geometry(problem, family, algorithm) ? kSuccess : kNotSupported;
}

std::size_t workspace_bytes(const Problem& p, int algorithm) {
  const std::size_t filter = static_cast<std::size_t>(p.filter_elements()) * sizeof(float);
  const std::size_t offsets = std::size_t(p.c_per_group()) * p.r * p.s * sizeof(int);
  switch (family_of(p.direction, algorithm)) {
    case Family::kPrecomputed:
      // Offsets into the image; backward also a transposed filter, or partial sums of the filter's gradient.
      return aligned(p.direction == Direction::kForward ? offsets : filter + offsets);
    case Family::kGemm:
      return aligned(offsets * p.oh * p.ow);
    case Family::kAtomic:
      return p.direction == Direction::kBackwardFilter && algorithm == kBwdFilter3 ? aligned(offsets) : 0;
    case Family::kFft:
      return transformed_bytes(p, 1, padded_to_power_of_two(p.h + 2 * p.pad_h) * (padded_to_power_of_two(p.w + 2 * p.pad_w) / 2 + 1), 8);
    case Family::kFftTiling:
      return transformed_bytes(p, std::size_t(p.oh / 32 + 1) * (p.ow / 32 + 1), 32 * 17, 8);
    case Family::kWinograd:
      return aligned(std::size_t(p.k) * p.c_per_group() * 16 * sizeof(float));
    case Family::kWinogradNonfused:
      return transformed_bytes(p, std::size_t(p.oh + 3) / 4 * ((p.ow + 3) / 4), 36, sizeof(float));
    default:
      return 0;
  }
}

Determinism determinism(Direction direction, int algorithm) {
  if (direction == Direction::kBackwardData && algorithm == kBwdData0) return kNonDeterministic;
  if (direction == Direction::kBackwardFilter && (algorithm == kBwdFilter0 || algorithm == kBwdFilter3)) return kNonDeterministic;
  return kDeterministic;
}

std::array<int, 8> ranked_algorithms(const Problem& p) {
  std::array<int, 8> ranked{};
  switch (p.direction) {
    case Direction::kForward:
      ranked = {kFwdImplicitPrecompGemm, kFwdImplicitGemm, kFwdWinograd, kFwdWinogradNonfused, kFwdGemm, kFwdFftTiling, kFwdFft, kFwdDirect};
      break;
    case Direction::kBackwardData:
      ranked = {kBwdData1, kBwdData0, kBwdDataWinograd, kBwdDataWinogradNonfused, kBwdDataFftTiling, kBwdDataFft};
      break;
    default:
      ranked = {kBwdFilter1, kBwdFilter0, kBwdFilter3, kBwdFilterWinogradNonfused, kBwdFilterFftTiling, kBwdFilterFft, kBwdFilterWinograd};
      // With few input channels the atomic algorithm leads on GPUs: a caller that wants repeatable runs must look further.
      if (p.c_per_group() <= 4) std::swap(ranked[0], ranked[1]);
  }
  std::stable_partition(ranked.begin(), ranked.begin() + algorithm_count(p.direction),
                        [&](int algorithm) { return check_algorithm(p, algorithm) == kSuccess; });
  return ranked;
}

int math_type_used(Direction direction, int algorithm, int asked) {
  if (asked == kFmaMath || asked == kDefaultMath) return asked;
  const Family family = family_of(direction, algorithm);
  return family == Family::kPrecomputed || family == Family::kWinogradNonfused ? asked : static_cast<int>(kDefaultMath);
}

}  // namespace graft::cudnn
