// The seam behind which convolutions are computed. An engine does one problem the plain way, out = conv(first, second); what
// cuDNN adds (alpha, beta, a mirrored filter, bias and activation) lies around it in plan.cpp, so that a new engine is one
// class and one line in `make_engine`.
#pragma once

#include <memory>

#include "problem.h"

namespace graft::cudnn {

// What a forward convolution's result still goes through: y = act(conv + bias[k]).
struct Epilogue {
  const float* bias = nullptr;  // [k], or null
  bool relu = false;
};

class Engine {
 public:
  virtual ~Engine() = default;

  // forward: x, filter -> y; backward data: filter, dy -> dx; backward filter: x, dy -> dfilter.
  // Layouts are the problem's. Overwrites `out`, which overlaps neither input. Not reentrant.
  virtual void run(const float* first, const float* second, float* out, const Epilogue& epilogue) = 0;

  // Whether `run` heeds the epilogue; where not, it is called with an empty one.
  virtual bool fuses_epilogue() const { return false; }
};

// The engine that is fastest for the problem; the problem's mode is cross-correlation.
std::unique_ptr<Engine> make_engine(const Problem& problem);

// Our own kernels, for 3x3 taps, stride 1, NHWC; null where they do not take the problem.
std::unique_ptr<Engine> make_own_engine(const Problem& problem);

// For filter gradients of 1 x 1 taps with a stride; null for every other problem.
std::unique_ptr<Engine> make_subsampling_engine(const Problem& problem);

// Takes every problem, but see subsampling_engine.cpp for the one that it gets wrong.
std::unique_ptr<Engine> make_onednn_engine(const Problem& problem);

}  // namespace graft::cudnn
