// Handles that any thread makes, uses and destroys while others use them. What a call answers is then up to chance: it must answer,
// and in the end nothing is left.
#pragma once

#include <atomic>

#include "launches.h"
#include "report.h"

namespace graft::threads {

class Churn {
 public:
  // faults: some kernels are given an address of nothing, after which all calls fail until a context is destroyed.
  explicit Churn(bool faults);
  void step(Random& random);
  // Once all threads are done.
  void free();

 private:
  using Destroy = int (*)(void*);
  // A few handles of one kind.
  class Slots {
   public:
    Slots(const char* what, Destroy destroy) : what_(what), destroy_(destroy) {}
    void* any(Random& random) const { return handles_[random.below(kSlots)]; }
    // Null empties a slot. What was there is destroyed, while others may be about to use it.
    void put(Random& random, void* handle) { destroy(handles_[random.below(kSlots)].exchange(handle)); }
    void clear() {
      for (auto& handle : handles_) destroy(handle.exchange(nullptr));
    }

   private:
    static constexpr int kSlots = 3;
    const char* what_;
    Destroy destroy_;
    std::atomic<void*> handles_[kSlots] = {};

    void destroy(void* handle) {
      if (handle != nullptr) survived(what_, destroy_(handle));
    }
  };

  const bool faults_;
  Kernels kernels_;
  void* last_ = nullptr;       // a context
  DevicePointer memory_ = 0;  // only kernels and fills write there: they take turns
  Slots streams_, events_, graphs_, executables_, modules_, contexts_;

  void make(Random& random);
  void use_stream(Random& random);
  void fault(void* stream);
  void use_capture(Random& random);
  void use_event(Random& random);
  void use_graph(Random& random);
  void use_module(Random& random);
  void use_context(Random& random);
};

}  // namespace graft::threads
