// Which engine takes which problem.
#include "engine.h"

namespace graft::cudnn {

std::unique_ptr<Engine> make_engine(const Problem& problem) {
  return winograd_takes(problem) ? make_winograd_engine(problem) : make_onednn_engine(problem);
}

}  // namespace graft::cudnn
