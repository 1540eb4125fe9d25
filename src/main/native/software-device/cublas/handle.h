// What lies behind cublasHandle_t, and the way from a checked call to the driver's queue.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "../runtime/runtime.h"
#include "abi.h"

namespace graft::cublas {

using graft::soft::Operand;

struct Handle {
  void* stream = nullptr;
  int pointer_mode = kHost;
  int math_mode = 0;
  int atomics_mode = 0;
  void* workspace = nullptr;
  std::size_t workspace_bytes = 0;
};

// The handle, or null where it is not a live one.
Handle* find(const void* opaque);

// alpha or beta: read during the call where it lies on the host, when the operation runs where it lies on the device.
class Scalar {
 public:
  Scalar(const Handle& handle, const float* pointer) : device_(handle.pointer_mode == kDevice ? pointer : nullptr), value_(device_ == nullptr ? *pointer : 0) {}
  float value() const { return device_ == nullptr ? value_ : *device_; }
  bool known_to_be(float value) const { return device_ == nullptr && value_ == value; }
  void add_to(std::vector<Operand>& operands) const {
    if (device_ != nullptr) operands.push_back({device_, sizeof(float), false});
  }

 private:
  const float* device_;
  float value_;
};

// A matrix of `rows` x `columns` in column-major order with leading dimension `ld`, as an operand.
inline Operand matrix(const float* address, std::int64_t rows, std::int64_t columns, std::int64_t ld, bool written) {
  const std::int64_t elements = rows == 0 || columns == 0 ? 0 : (columns - 1) * ld + rows;
  return {address, static_cast<std::size_t>(elements) * sizeof(float), written};
}

// A vector of n elements, `increment` apart; a negative increment walks the same elements backwards.
inline Operand vector(const float* address, std::int64_t n, std::int64_t increment, bool written) {
  const std::int64_t step = increment < 0 ? -increment : increment;
  return {address, static_cast<std::size_t>(n == 0 ? 0 : (n - 1) * step + 1) * sizeof(float), written};
}

// Queues work on the handle's stream, or records it while the stream captures. Memory that is not alive makes the context's
// error sticky when the operation runs, as an illegal address does on a GPU.
inline Status submit(const Handle& handle, const char* name, std::vector<Operand> operands, double flops, std::function<void()> run) {
  graft::soft::Operation operation;
  operation.name = name;
  operation.operands = std::move(operands);
  operation.run = std::move(run);
  operation.flops = flops;
  operation.loads_code = true;
  return graft::soft::submit(handle.stream, std::move(operation)) == 0 ? kSuccess : kExecutionFailed;
}

inline bool valid(int transpose) { return transpose >= kNone && transpose <= kConjugated; }

}  // namespace graft::cublas
