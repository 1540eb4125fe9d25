// Contexts, and the profiler's switch.
#include "../runtime/planted.h"
#include "../runtime/settings.h"
#include "api.h"

#include <vector>

using namespace graft::soft;

namespace graft::soft {

namespace {

struct Context {
  unsigned flags = 0;
  bool primary = false;
};

thread_local std::vector<Context*> context_stack;

HandleSet<Context>& contexts() {
  static auto* set = new HandleSet<Context>();
  return *set;
}

// One for the life of the process, alive while it is retained: a thread that still has it on its stack when it is retained
// again has a live one.
Context* primary_context() {
  static auto* const made = new Context{0, true};
  return made;
}
int primary_references = 0;
std::mutex primary_mutex;

Context* current_context() { return context_stack.empty() ? nullptr : context_stack.back(); }

// What a context owned goes with it: its memory, streams and events. A fault stays.
void tear_down(const Context* context) {
  wait_for(last_ticket());
  free_streams_of_context(context);
  free_memory_of_context(context);
  // GRAFT_FAULTS=context: one process can go through many faults. CUDA wants a new process.
  if (settings().context_faults) clear_sticky_error();
}

}  // namespace

const void* current_context_key() { return current_context(); }

bool context_is_current() {
  Context* context = current_context();
  return context != nullptr && contexts().contains(context);
}

Status require_context() {
  if (!initialised()) return kNotInitialized;
  Context* context = current_context();
  if (context == nullptr) return kInvalidContext;
  if (!contexts().contains(context)) return kContextIsDestroyed;
  return sticky_error();
}

Status drain() {
  wait_for(last_ticket());
  return sticky_error();
}

}  // namespace graft::soft

static int create_context(void** context, unsigned flags, int device) {
  if (context == nullptr) return kInvalidValue;
  if (device != 0) return kInvalidDevice;
  auto* made = new Context{flags, false};
  contexts().insert(made);
  *context = made;
  return kSuccess;
}

GRAFT_API cuCtxCreate_v2(void** context, unsigned flags, int device) {
  const ApiCall api_call("cuCtxCreate_v2");
  GRAFT_REQUIRE_INIT();
  if (sticky_error() != kSuccess) return sticky_error();
  const int status = create_context(context, flags, device);
  if (status == kSuccess) context_stack.push_back(static_cast<Context*>(*context));
  return status;
}

GRAFT_API cuCtxDestroy_v2(void* context) {
  const ApiCall api_call("cuCtxDestroy_v2");
  GRAFT_REQUIRE_INIT();
  auto* known = static_cast<Context*>(context);
  if (known == nullptr) return kInvalidValue;
  if (!contexts().contains(known) || known->primary) return kInvalidContext;
  contexts().erase(known);
  tear_down(known);
  if (current_context() == known) context_stack.pop_back();
  delete known;
  return kSuccess;
}

GRAFT_API cuCtxGetCurrent(void** context) {
  // Not counted: Graft asks before each of its calls.
  GRAFT_REQUIRE_INIT();
  if (context == nullptr) return kInvalidValue;
  *context = current_context();
  return kSuccess;
}

GRAFT_API cuCtxSetCurrent(void* context) {
  const ApiCall api_call("cuCtxSetCurrent");
  GRAFT_REQUIRE_INIT();
  auto* known = static_cast<Context*>(context);
  if (known != nullptr && !contexts().contains(known)) return kInvalidContext;
  if (!context_stack.empty()) context_stack.pop_back();
  if (known != nullptr) context_stack.push_back(known);
  return kSuccess;
}

GRAFT_API cuCtxPushCurrent_v2(void* context) {
  const ApiCall api_call("cuCtxPushCurrent_v2");
  GRAFT_REQUIRE_INIT();
  auto* known = static_cast<Context*>(context);
  if (known == nullptr) return kInvalidValue;
  if (!contexts().contains(known)) return kInvalidContext;
  context_stack.push_back(known);
  return kSuccess;
}

GRAFT_API cuCtxPopCurrent_v2(void** context) {
  const ApiCall api_call("cuCtxPopCurrent_v2");
  GRAFT_REQUIRE_INIT();
  if (context_stack.empty()) return kInvalidContext;
  if (context != nullptr) *context = context_stack.back();
  context_stack.pop_back();
  return kSuccess;
}

GRAFT_API cuCtxGetDevice(int* device) {
  const ApiCall api_call("cuCtxGetDevice");
  GRAFT_REQUIRE_CONTEXT();
  if (device == nullptr) return kInvalidValue;
  *device = 0;
  return kSuccess;
}

GRAFT_API cuCtxSynchronize() {
  const ApiCall api_call("cuCtxSynchronize");
  GRAFT_REQUIRE_CONTEXT();
  if (const Status status = check_context_synchronising(); status != kSuccess) return status;
  return drain();
}

GRAFT_API cuDevicePrimaryCtxRetain(void** context, int device) {
  const ApiCall api_call("cuDevicePrimaryCtxRetain");
  GRAFT_REQUIRE_INIT();
  if (sticky_error() != kSuccess) return sticky_error();
  if (context == nullptr) return kInvalidValue;
  if (device != 0) return kInvalidDevice;
  if (const Status planted = planted_status("cuDevicePrimaryCtxRetain"); planted != kSuccess) return planted;
  std::lock_guard<std::mutex> lock(primary_mutex);
  if (primary_references == 0) contexts().insert(primary_context());
  primary_references++;
  *context = primary_context();
  return kSuccess;
}

GRAFT_API cuDevicePrimaryCtxRelease_v2(int device) {
  const ApiCall api_call("cuDevicePrimaryCtxRelease_v2");
  GRAFT_REQUIRE_INIT();
  if (device != 0) return kInvalidDevice;
  std::lock_guard<std::mutex> lock(primary_mutex);
  if (primary_references == 0) return kInvalidContext;
  if (--primary_references == 0) {
    contexts().erase(primary_context());
    tear_down(primary_context());
  }
  return kSuccess;
}

GRAFT_API cuDevicePrimaryCtxGetState(int device, unsigned* flags, int* active) {
  const ApiCall api_call("cuDevicePrimaryCtxGetState");
  GRAFT_REQUIRE_INIT();
  if (flags == nullptr || active == nullptr) return kInvalidValue;
  if (device != 0) return kInvalidDevice;
  std::lock_guard<std::mutex> lock(primary_mutex);
  *flags = 0;
  *active = primary_references > 0 ? 1 : 0;
  return kSuccess;
}

GRAFT_API cuProfilerStart() {
  const ApiCall api_call("cuProfilerStart");
  GRAFT_REQUIRE_CONTEXT();
  return kSuccess;
}

GRAFT_API cuProfilerStop() {
  const ApiCall api_call("cuProfilerStop");
  GRAFT_REQUIRE_CONTEXT();
  return kSuccess;
}
