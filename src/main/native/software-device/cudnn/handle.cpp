// Handles, streams, versions and error names.
#include <new>

#include "descriptors.h"
#include "generation.h"

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
  return version().number;
}

GRAFT_CUDNN_API std::size_t cudnnGetCudartVersion() {
  const ApiCall api_call("cudnnGetCudartVersion");
  return version().cudart;
}

GRAFT_CUDNN_API Status cudnnGetProperty(int property, int* value) {
  const ApiCall api_call("cudnnGetProperty");
  if (value == nullptr) return kBadParam;
  switch (property) {
    case 0:
      *value = version().major;
      return kSuccess;
    case 1:
      *value = version().minor;
      return kSuccess;
    case 2:
      *value = version().patch;
      return kSuccess;
    default:
      return kUnknownProperty;
  }
}

GRAFT_CUDNN_API const char* cudnnGetErrorString(int status) {
  const ApiCall api_call("cudnnGetErrorString");
  return status_name(status);
}
