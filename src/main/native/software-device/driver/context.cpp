// Contexts, and the profiler's switch.
#include "../runtime/planted.h"
#include "../runtime/settings.h"
#include "api.h"

#include <atomic>
#include <map>
#include <memory>
#include <shared_mutex>
#include <vector>

using namespace graft::soft;

namespace graft::soft {

struct Context {
  std::atomic<bool> alive{false};
  std::shared_mutex calls;  // shared by the calls that are in the context; whoever destroys it waits for them
};

namespace {

// A context that was destroyed stays where it is on the stacks of other threads, which are told so.
thread_local std::vector<std::shared_ptr<Context>> context_stack;

// Those that are alive, by their handles.
std::mutex contexts_mutex;
std::map<const void*, std::shared_ptr<Context>>& contexts() {
  static auto* all = new std::map<const void*, std::shared_ptr<Context>>();
  return *all;
}

void add_context(const std::shared_ptr<Context>& context) {
  context->alive = true;
  std::lock_guard<std::mutex> lock(contexts_mutex);
  contexts()[context.get()] = context;
}

// Null where there is none of that handle.
std::shared_ptr<Context> find_context(const void* handle) {
  std::lock_guard<std::mutex> lock(contexts_mutex);
  const auto found = contexts().find(handle);
  return found == contexts().end() ? nullptr : found->second;
}

std::shared_ptr<Context> take_context(const void* handle) {
  std::lock_guard<std::mutex> lock(contexts_mutex);
  const auto found = contexts().extract(handle);
  return found.empty() ? nullptr : found.mapped();
}

// One for the life of the process, alive while it is retained: a thread that still has it on its stack when it is retained
// again has a live one.
const std::shared_ptr<Context>& primary_context() {
  static auto* const made = new std::shared_ptr<Context>(std::make_shared<Context>());
  return *made;
}
int primary_references = 0;
std::mutex primary_mutex;

Context* current_context() { return context_stack.empty() ? nullptr : context_stack.back().get(); }

// What a context owned goes with it: its memory, streams and events. A fault stays.
void tear_down(Context& context) {
  // Refuses the calls to come first: they would go on taking turns with those that are waited for.
  context.alive = false;
  std::unique_lock<std::shared_mutex>(context.calls).unlock();
  free_streams_of_context(&context);
  wait_for(last_ticket());
  free_memory_of_context(&context);
  // GRAFT_FAULTS=context: one process can go through many faults. CUDA wants a new process.
  if (settings().context_faults) clear_sticky_error();
}

}  // namespace

const void* current_context_key() { return current_context(); }

bool context_is_current() {
  const Context* context = current_context();
  return context != nullptr && context->alive;
}

bool context_is_gone() {
  const Context* context = current_context();
  return context != nullptr && !context->alive;
}

ContextUse::ContextUse() : status_(kContextIsDestroyed) {
  Context* context = current_context();
  if (!initialised()) {
    status_ = kNotInitialized;
  } else if (context == nullptr) {
    status_ = kInvalidContext;
  } else if (context->alive) {
    context->calls.lock_shared();
    used_ = context;
    // It may have been destroyed in between.
    if (context->alive) status_ = sticky_error();
  }
}

ContextUse::~ContextUse() {
  if (used_ != nullptr) used_->calls.unlock_shared();
}

Status drain() {
  wait_for(last_ticket());
  return sticky_error();
}

}  // namespace graft::soft

GRAFT_API cuCtxCreate_v2(void** context, unsigned, int device) {
  const ApiCall api_call("cuCtxCreate_v2");
  GRAFT_REQUIRE_INIT();
  if (sticky_error() != kSuccess) return sticky_error();
  if (context == nullptr) return kInvalidValue;
  if (device != 0) return kInvalidDevice;
  auto made = std::make_shared<Context>();
  add_context(made);
  *context = made.get();
  context_stack.push_back(std::move(made));
  return kSuccess;
}

GRAFT_API cuCtxDestroy_v2(void* handle) {
  const ApiCall api_call("cuCtxDestroy_v2");
  GRAFT_REQUIRE_INIT();
  if (handle == nullptr) return kInvalidValue;
  if (handle == primary_context().get()) return kInvalidContext;
  const std::shared_ptr<Context> context = take_context(handle);
  if (context == nullptr) return kInvalidContext;
  tear_down(*context);
  if (current_context() == context.get()) context_stack.pop_back();
  return kSuccess;
}

GRAFT_API cuCtxGetCurrent(void** context) {
  // Not counted: Graft asks before each of its calls.
  GRAFT_REQUIRE_INIT();
  if (context == nullptr) return kInvalidValue;
  *context = current_context();
  return kSuccess;
}

GRAFT_API cuCtxSetCurrent(void* handle) {
  const ApiCall api_call("cuCtxSetCurrent");
  GRAFT_REQUIRE_INIT();
  std::shared_ptr<Context> context = find_context(handle);
  if (handle != nullptr && context == nullptr) return kInvalidContext;
  if (!context_stack.empty()) context_stack.pop_back();
  if (context != nullptr) context_stack.push_back(std::move(context));
  return kSuccess;
}

GRAFT_API cuCtxPushCurrent_v2(void* handle) {
  const ApiCall api_call("cuCtxPushCurrent_v2");
  GRAFT_REQUIRE_INIT();
  if (handle == nullptr) return kInvalidValue;
  std::shared_ptr<Context> context = find_context(handle);
  if (context == nullptr) return kInvalidContext;
  context_stack.push_back(std::move(context));
  return kSuccess;
}

GRAFT_API cuCtxPopCurrent_v2(void** handle) {
  const ApiCall api_call("cuCtxPopCurrent_v2");
  GRAFT_REQUIRE_INIT();
  if (context_stack.empty()) return kInvalidContext;
  if (handle != nullptr) *handle = current_context();
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
  if (primary_references++ == 0) add_context(primary_context());
  *context = primary_context().get();
  return kSuccess;
}

GRAFT_API cuDevicePrimaryCtxRelease_v2(int device) {
  const ApiCall api_call("cuDevicePrimaryCtxRelease_v2");
  GRAFT_REQUIRE_INIT();
  if (device != 0) return kInvalidDevice;
  std::lock_guard<std::mutex> lock(primary_mutex);
  if (primary_references == 0) return kInvalidContext;
  if (--primary_references == 0) {
    take_context(primary_context().get());
    tear_down(*primary_context());
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
