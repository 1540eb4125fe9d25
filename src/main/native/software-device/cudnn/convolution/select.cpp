// Which engine takes which problem.
#include "engine.h"

namespace graft::cudnn {

std::unique_ptr<Engine> make_engine(const Problem& problem) {
  if (std::unique_ptr<Engine> engine = make_own_engine(problem)) return engine;
  if (std::unique_ptr<Engine> engine = make_subsampling_engine(problem)) return engine;
  return make_onednn_engine(problem);
}

}  // namespace graft::cudnn
