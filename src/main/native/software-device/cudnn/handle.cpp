// Handles, streams, versions and error names.
#include <new>

#include "descriptors.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

GRAFT_CUDNN_API Status cudnnCreate(void** handle) {
  const ApiCall api_call("cudnnCreate");
  if (handle == nullptr) return kBadParam;
  // NVIDIA's library answers so where the driver does not give it a context.
  if (!graft::soft::context_is_current()) return kNotInitialized;
  return create<Handle>(handle);
}

GRAFT_CUDNN_API Status cudnnDestroy(void* handle) {
  const ApiCall api_call("cudnnDestroy");
  if (handle == nullptr) return kSuccess;
  return destroy<Handle>(handle);
}

GRAFT_CUDNN_API Status cudnnSetStream(void* handle, void* stream) {
  const ApiCall api_call("cudnnSetStream");
  Handle* found = find<Handle>(handle);
  if (found == nullptr) return kBadParam;
  if (!graft::soft::stream_of(stream, found->context)) return kMappingError;
  found->stream = stream;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnGetStream(void* handle, void** stream) {
  const ApiCall api_call("cudnnGetStream");
  Handle* found = find<Handle>(handle);
  if (found == nullptr || stream == nullptr) return kBadParam;
  *stream = found->stream;
  return kSuccess;
}

GRAFT_CUDNN_API std::size_t cudnnGetVersion() {
  const ApiCall api_call("cudnnGetVersion");
  return kVersion;
}

GRAFT_CUDNN_API std::size_t cudnnGetCudartVersion() {
  const ApiCall api_call("cudnnGetCudartVersion");
  return kCudartVersion;
}

GRAFT_CUDNN_API Status cudnnGetProperty(int property, int* value) {
  const ApiCall api_call("cudnnGetProperty");
  if (value == nullptr) return kBadParam;
  switch (property) {
    case 0:
      *value = static_cast<int>(kVersion / 1000);
      return kSuccess;
    case 1:
      *value = static_cast<int>(kVersion / 100 % 10);
      return kSuccess;
    case 2:
      *value = static_cast<int>(kVersion % 100);
      return kSuccess;
    default:
      return kInvalidValue;
  }
}

GRAFT_CUDNN_API const char* cudnnGetErrorString(int status) {
  const ApiCall api_call("cudnnGetErrorString");
  static const char* const names[] = {
      "CUDNN_STATUS_SUCCESS",
      "CUDNN_STATUS_NOT_INITIALIZED",
      "CUDNN_STATUS_ALLOC_FAILED",
      "CUDNN_STATUS_BAD_PARAM",
      "CUDNN_STATUS_INTERNAL_ERROR",
      "CUDNN_STATUS_INVALID_VALUE",
      "CUDNN_STATUS_ARCH_MISMATCH",
      "CUDNN_STATUS_MAPPING_ERROR",
      "CUDNN_STATUS_EXECUTION_FAILED",
      "CUDNN_STATUS_NOT_SUPPORTED",
      "CUDNN_STATUS_LICENSE_ERROR",
      "CUDNN_STATUS_RUNTIME_PREREQUISITE_MISSING",
      "CUDNN_STATUS_RUNTIME_IN_PROGRESS",
      "CUDNN_STATUS_RUNTIME_FP_OVERFLOW",
      "CUDNN_STATUS_VERSION_MISMATCH",
  };
  constexpr int count = sizeof(names) / sizeof(names[0]);
  return status >= 0 && status < count ? names[status] : "CUDNN_UNKNOWN_STATUS";
}
