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

// 0, or why no call that needs a context can succeed: cuInit was not called, no context is current, or it has failed.
Status require_context();

bool initialised();

inline void* address_of(DevicePointer pointer) { return reinterpret_cast<void*>(pointer); }
inline DevicePointer pointer_to(const void* address) { return reinterpret_cast<DevicePointer>(address); }

// Waits for everything submitted so far and answers the context's sticky error.
Status drain();

}  // namespace graft::soft

#define GRAFT_REQUIRE_INIT() \
  if (!initialised()) return kNotInitialized

#define GRAFT_REQUIRE_CONTEXT()                                                     \
  do {                                                                              \
    if (const Status required = require_context(); required != kSuccess) return required; \
  } while (false)
