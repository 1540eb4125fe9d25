// What every entry point of the driver API begins with.
#pragma once

#include "../runtime/counters.h"
#include "../runtime/executor.h"
#include "../runtime/memory.h"
#include "../runtime/runtime.h"
#include "../runtime/status.h"
#include "../runtime/stream.h"

#define GRAFT_API extern "C" GRAFT_SHARED int

namespace graft::soft {

using DevicePointer = unsigned long long;

struct Context;

// Stands in a call that needs a context, which is not destroyed before the call returns. `status` is 0, or why no such call can
// succeed: cuInit was not called, no context is current, or it was destroyed or has failed.
class ContextUse {
 public:
  ContextUse();
  ~ContextUse();
  ContextUse(const ContextUse&) = delete;
  ContextUse& operator=(const ContextUse&) = delete;
  Status status() const { return status_; }

 private:
  Context* used_ = nullptr;
  Status status_;
};

bool initialised();

inline void* address_of(DevicePointer pointer) { return reinterpret_cast<void*>(pointer); }
inline DevicePointer pointer_to(const void* address) { return reinterpret_cast<DevicePointer>(address); }

// Waits for everything submitted so far and answers the context's sticky error.
Status drain();

}  // namespace graft::soft

#define GRAFT_REQUIRE_INIT() \
  if (!initialised()) return kNotInitialized

#define GRAFT_REQUIRE_CONTEXT()   \
  const ContextUse context_use; \
  if (context_use.status() != kSuccess) return context_use.status()
