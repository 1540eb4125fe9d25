// Host memory for an engine's scratch: aligned for vectors, grown once, owned by one object.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

namespace graft::cudnn {

class Buffer {
 public:
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { std::free(data_); }

  // At least `count` floats; what was in them is lost where it grows.
  float* floats(std::size_t count) {
    if (count > count_) {
      std::free(data_);
      data_ = static_cast<float*>(std::aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64));
      if (data_ == nullptr) throw std::bad_alloc();
      count_ = count;
    }
    return data_;
  }

 private:
  float* data_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace graft::cudnn
