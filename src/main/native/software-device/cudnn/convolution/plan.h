// A problem made ready to run, kept for the life of the process: one engine and its scratch memory.
#pragma once

#include <memory>
#include <mutex>

#include "../buffer.h"
#include "engine.h"

namespace graft::cudnn {

// out = act(alpha * conv(first, second) + beta * addend + bias), where `addend` is `out` itself unless given.
struct ConvolutionCall {
  const float* first = nullptr;
  const float* second = nullptr;
  float* out = nullptr;
  float alpha = 1;
  float beta = 0;
  const float* addend = nullptr;
  Epilogue epilogue;
};

class Plan {
 public:
  // The plan of a problem, made at the first request for it. Callable from every thread.
  static std::shared_ptr<Plan> of(const Problem& problem);

  explicit Plan(const Problem& problem);

  // Called where queued operations run. The first run builds the engine there, so that it counts that thread's team.
  void run(const ConvolutionCall& call);

 private:
  const float* mirrored(const float* filter);
  void blend(const float* result, const ConvolutionCall& call) const;

  const Problem problem_;
  std::mutex mutex_;
  std::unique_ptr<Engine> engine_;
  Buffer result_;
  Buffer filter_;
};

}  // namespace graft::cudnn
