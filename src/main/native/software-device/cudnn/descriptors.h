// What lies behind cuDNN's opaque descriptors, and the sets of those alive. A null, foreign or destroyed descriptor is
// never dereferenced: `find` answers null for it, and the caller answers BAD_PARAM.
//
// A set that is refused leaves a descriptor as cuDNN 8.6 was seen to leave it: overwritten up to the
// argument that was refused. Operations take only those that are usable.
#pragma once

#include <array>
#include <cstdint>

#include "../runtime/runtime.h"
#include "abi.h"

namespace graft::cudnn {

std::size_t bytes_of(int data_type);

// A tensor's logical extents in the order N, C, H, W whatever the layout; the strides say where elements lie.
struct Tensor {
  int type = kFloat;
  int rank = 0;  // 0 until set
  std::array<int, kMaxDimensions> dims{};
  std::array<int, kMaxDimensions> strides{};
  int lanes = 1;          // channels in one element, which NCHW_VECT_C counts as one
  std::int64_t span = 0;  // elements from the first to one past the last, of the last set that got so far
  bool set = false;       // whether the last set was accepted

  bool operator==(const Tensor& other) const;
  std::int64_t elements() const;
  std::size_t bytes() const { return static_cast<std::size_t>(span) * bytes_of(type); }
  bool is_usable() const;
  bool has_negative_stride() const;
  bool same_shape(const Tensor& other) const;
  bool is_packed_nchw() const;
  bool is_packed_nhwc() const;
  bool is_dense() const;  // some order of the dimensions covers a gapless block
};

struct Filter {
  int type = kFloat;
  int format = kNchw;
  int rank = 0;
  std::array<int, kMaxDimensions> dims{};  // K, C / groups, R, S, whatever the format; C counts elements of lanes() channels

  int lanes() const;  // channels in one element
  std::size_t bytes() const;
  bool is_usable() const;
};

struct Convolution {
  int spatial = 0;  // number of spatial dimensions, 0 until set
  std::array<int, kMaxDimensions> padding{}, stride{}, dilation{};
  int mode = kTrueConvolution;
  int compute_type = kFloat;
  int groups = 1;
  int math_type = kDefaultMath;

  bool is_usable() const;
};

struct Pooling {
  int spatial = 0;
  int mode = kPoolingMax;
  int nan_option = kNotPropagateNan;
  std::array<int, kMaxDimensions> window{}, padding{}, stride{};

  bool is_usable() const;
};

struct Activation {
  bool set = false;
  int mode = kRelu;
  int nan_option = kNotPropagateNan;
  double coefficient = 0;
  double swish_beta = 1;
};

struct Handle {
  const void* context = graft::soft::current_context_key();  // its stream must be of this one
  void* stream = nullptr;
};

template <class T>
graft::soft::HandleSet<T>& live() {
  // Never destroyed: other threads may still call while the process ends.
  static auto* set = new graft::soft::HandleSet<T>();
  return *set;
}

// The object behind an opaque pointer, or null where that is not a live object of this kind.
template <class T>
T* find(const void* opaque) {
  T* typed = static_cast<T*>(const_cast<void*>(opaque));
  return typed != nullptr && live<T>().contains(typed) ? typed : nullptr;
}

// The same for operations, which need one that was set.
template <class T>
T* find_usable(const void* opaque) {
  T* found = find<T>(opaque);
  return found != nullptr && found->is_usable() ? found : nullptr;
}

template <class T>
Status create(void** out) {
  if (out == nullptr) return kBadParam;
  T* made = new (std::nothrow) T();
  if (made == nullptr) return kAllocFailed;
  live<T>().insert(made);
  *out = made;
  return kSuccess;
}

template <class T>
Status destroy(void* opaque) {
  T* typed = find<T>(opaque);
  if (typed == nullptr || !live<T>().erase(typed)) return kBadParam;
  delete typed;
  return kSuccess;
}

// cuDNN 8.6 takes the later types only in its graph interface.
inline bool valid_data_type(int type) { return type >= kFloat && type <= kBfloat16; }
inline bool is_vector_type(int type) { return type == kInt8x4 || type == kUint8x4 || type == kInt8x32; }
// How many channels one element of NCHW_VECT_C holds.
inline int lanes_of(int type) { return type == kInt8x32 ? 32 : 4; }

// 32-bit arithmetic that wraps around, as the real library's output sizes were seen to do near 2^31.
inline int wrapped(std::int64_t value) { return static_cast<int>(static_cast<std::uint32_t>(value)); }

// Fills `strides` for packed memory in the given format.
void pack_strides(int format, int rank, const int* dims, int* strides);

}  // namespace graft::cudnn
