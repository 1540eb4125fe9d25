// Handles, streams, modes, workspace, versions and status names.
#include "handle.h"

#include <new>

#include "../runtime/stack.h"

using namespace graft::cublas;
using graft::soft::ApiCall;

namespace {

graft::soft::HandleSet<Handle>& live() {
  // Never destroyed: other threads may still call while the process ends.
  static auto* set = new graft::soft::HandleSet<Handle>();
  return *set;
}

}  // namespace

namespace graft::cublas {

namespace {

bool is_twelve() {
  static const bool twelve = graft::soft::is_later_stack(reinterpret_cast<const void*>(&is_twelve));
  return twelve;
}

}  // namespace

int version() { return is_twelve() ? 120603 : 111103; }
// That of 12.6.3 was seen.
std::size_t cudart_version() { return is_twelve() ? 12030 : 11080; }

}  // namespace graft::cublas

Handle* graft::cublas::find(const void* opaque) {
  Handle* handle = static_cast<Handle*>(const_cast<void*>(opaque));
  return handle != nullptr && live().contains(handle) ? handle : nullptr;
}

GRAFT_CUBLAS_API Status cublasCreate_v2(void** handle) {
  const ApiCall api_call("cublasCreate_v2");
  if (handle == nullptr) return kInvalidValue;
  // NVIDIA's library answers so where the driver does not give it a context.
  if (!graft::soft::context_is_current()) return kNotInitialized;
  auto* made = new (std::nothrow) Handle();
  if (made == nullptr) return kAllocFailed;
  live().insert(made);
  *handle = made;
  return kSuccess;
}

GRAFT_CUBLAS_API Status cublasDestroy_v2(void* handle) {
  const ApiCall api_call("cublasDestroy_v2");
  Handle* found = find(handle);
  if (found == nullptr || !live().erase(found)) return kNotInitialized;
  delete found;
  return kSuccess;
}

GRAFT_CUBLAS_API Status cublasGetVersion_v2(void*, int* version) {
  const ApiCall api_call("cublasGetVersion_v2");
  if (version == nullptr) return kInvalidValue;
  *version = graft::cublas::version();
  return kSuccess;
}

GRAFT_CUBLAS_API Status cublasGetProperty(int property, int* value) {
  const ApiCall api_call("cublasGetProperty");
  if (value == nullptr || property < 0 || property > 2) return kInvalidValue;
  const int number = version();
  *value = property == 0 ? number / 10000 : property == 1 ? number / 100 % 100 : number % 100;
  return kSuccess;
}

GRAFT_CUBLAS_API std::size_t cublasGetCudartVersion() {
  const ApiCall api_call("cublasGetCudartVersion");
  return cudart_version();
}

GRAFT_CUBLAS_API Status cublasSetStream_v2(void* handle, void* stream) {
  const ApiCall api_call("cublasSetStream_v2");
  Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (!graft::soft::stream_exists(stream)) return kInvalidValue;
  found->stream = stream;
  // As documented: setting the stream gives up a workspace that was set before.
  found->workspace = nullptr;
  found->workspace_bytes = 0;
  return kSuccess;
}

GRAFT_CUBLAS_API Status cublasGetStream_v2(void* handle, void** stream) {
  const ApiCall api_call("cublasGetStream_v2");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (stream == nullptr) return kInvalidValue;
  *stream = found->stream;
  return kSuccess;
}

GRAFT_CUBLAS_API Status cublasSetWorkspace_v2(void* handle, void* workspace, std::size_t bytes) {
  const ApiCall api_call("cublasSetWorkspace_v2");
  Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  // 256 bytes is the documented alignment.
  if (reinterpret_cast<std::uintptr_t>(workspace) % 256 != 0) return kInvalidValue;
  found->workspace = workspace;
  found->workspace_bytes = bytes;
  return kSuccess;
}

GRAFT_CUBLAS_API Status cublasSetPointerMode_v2(void* handle, int mode) {
  const ApiCall api_call("cublasSetPointerMode_v2");
  Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (mode != kHost && mode != kDevice) return kInvalidValue;
  found->pointer_mode = mode;
  return kSuccess;
}

GRAFT_CUBLAS_API Status cublasGetPointerMode_v2(void* handle, int* mode) {
  const ApiCall api_call("cublasGetPointerMode_v2");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (mode == nullptr) return kInvalidValue;
  *mode = found->pointer_mode;
  return kSuccess;
}

GRAFT_CUBLAS_API Status cublasSetAtomicsMode(void* handle, int mode) {
  const ApiCall api_call("cublasSetAtomicsMode");
  Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (mode != 0 && mode != 1) return kInvalidValue;
  found->atomics_mode = mode;
  return kSuccess;
}

GRAFT_CUBLAS_API Status cublasGetAtomicsMode(void* handle, int* mode) {
  const ApiCall api_call("cublasGetAtomicsMode");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (mode == nullptr) return kInvalidValue;
  *mode = found->atomics_mode;
  return kSuccess;
}

GRAFT_CUBLAS_API Status cublasSetMathMode(void* handle, int mode) {
  const ApiCall api_call("cublasSetMathMode");
  Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  // DEFAULT 0, TENSOR_OP 1, PEDANTIC 2, TF32_TENSOR_OP 3, alone or with DISALLOW_REDUCED_PRECISION_REDUCTION 16.
  if ((mode & ~16) < 0 || (mode & ~16) > 3) return kInvalidValue;
  found->math_mode = mode;
  return kSuccess;
}

GRAFT_CUBLAS_API Status cublasGetMathMode(void* handle, int* mode) {
  const ApiCall api_call("cublasGetMathMode");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (mode == nullptr) return kInvalidValue;
  *mode = found->math_mode;
  return kSuccess;
}

namespace {

struct StatusText {
  int status;
  const char* name;
  const char* text;
};

const StatusText kTexts[] = {
    {0, "CUBLAS_STATUS_SUCCESS", "success"},
    {1, "CUBLAS_STATUS_NOT_INITIALIZED", "the library was not initialized"},
    {3, "CUBLAS_STATUS_ALLOC_FAILED", "the resource allocation failed"},
    {7, "CUBLAS_STATUS_INVALID_VALUE", "an unsupported value or parameter was passed to the function"},
    {8, "CUBLAS_STATUS_ARCH_MISMATCH", "the function requires an architectural feature absent from the device"},
    {11, "CUBLAS_STATUS_MAPPING_ERROR", "an access to GPU memory space failed"},
    {13, "CUBLAS_STATUS_EXECUTION_FAILED", "the function failed to launch on the GPU"},
    {14, "CUBLAS_STATUS_INTERNAL_ERROR", "an internal operation failed"},
    {15, "CUBLAS_STATUS_NOT_SUPPORTED", "the requested functionality is not supported"},
    {16, "CUBLAS_STATUS_LICENSE_ERROR", "the license check failed"},
};

}  // namespace

GRAFT_CUBLAS_API const char* cublasGetStatusName(int status) {
  const ApiCall api_call("cublasGetStatusName");
  for (const StatusText& entry : kTexts)
    if (entry.status == status) return entry.name;
  return "unrecognized status";
}

GRAFT_CUBLAS_API const char* cublasGetStatusString(int status) {
  const ApiCall api_call("cublasGetStatusString");
  for (const StatusText& entry : kTexts)
    if (entry.status == status) return entry.text;
  return "unrecognized status";
}
