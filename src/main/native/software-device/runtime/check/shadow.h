// What is known of each byte of a stretch of memory: whether something was ever written there, and who was there last.
#pragma once

#include <cstddef>
#include <cstdint>

namespace graft::soft::check {

// The last accesses to a word, each packed by Access; 0 is none.
struct Cell {
  std::uint64_t write;
  std::uint64_t reads[2];  // of different threads
};

constexpr std::size_t kWord = 4;

class Shadow {
 public:
  Shadow(std::uintptr_t base, std::size_t bytes);
  Shadow(const Shadow&) = delete;

  bool contains(std::uintptr_t address) const { return address - base_ < bytes_; }
  std::uintptr_t base() const { return base_; }

  void set_defined(std::uintptr_t address, std::size_t bytes);
  void copy_defined(std::uintptr_t to, std::uintptr_t from, std::size_t bytes);
  // The first byte that is undefined, counted from `address`; `bytes` where all are defined.
  std::size_t first_undefined(std::uintptr_t address, std::size_t bytes) const;

  // A plane for accesses of whole words, or of a word's first byte, and one for each of its other bytes.
  Cell& cell(unsigned plane, std::uintptr_t address) { return planes_[plane][(address - base_) / kWord]; }

  void set_undefined(std::uintptr_t address, std::size_t bytes);
  // Undefined again and without accesses, in whole pages whose memory goes back to the system.
  void drop(std::uintptr_t address, std::size_t bytes);

 private:
  std::uintptr_t base_;
  std::size_t bytes_;
  unsigned char* defined_;  // 1 a byte that is
  Cell* planes_[kWord];
};

// That of device memory.
Shadow& device_shadow();

}  // namespace graft::soft::check
