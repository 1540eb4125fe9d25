// From a checked call to the driver's queue.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "descriptors.h"

namespace graft::cudnn {

using graft::soft::Operand;

// Queues work on the handle's stream, or records it while the stream captures. Operands in memory that is not alive make the
// context's error sticky when the operation runs, as an illegal address does on a GPU; a stream that is gone, or a context
// that has already failed, is EXECUTION_FAILED here.
inline Status submit(const Handle& handle, const char* name, std::vector<Operand> operands, double flops, std::function<void()> run) {
  graft::soft::Operation operation;
  operation.name = name;
  operation.operands = std::move(operands);
  operation.run = std::move(run);
  operation.flops = flops;
  operation.loads_code = true;
  return graft::soft::submit(handle.stream, std::move(operation)) == 0 ? kSuccess : kExecutionFailed;
}

inline Operand reads(const void* address, std::size_t bytes) { return {address, bytes, false}; }
inline Operand writes(const void* address, std::size_t bytes) { return {address, bytes, true}; }

// alpha and beta are host memory, read during the call.
inline float scalar(const void* value) { return *static_cast<const float*>(value); }

}  // namespace graft::cudnn
