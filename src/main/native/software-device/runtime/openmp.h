// What is asked of OpenMP, whatever the user's variables (OMP_...) say.
#pragma once

#include <omp.h>

namespace graft::soft {

// Parallel regions that the calling thread begins get as many threads as they ask for: OMP_DYNAMIC gives fewer on a busy machine, and
// OMP_MAX_ACTIVE_LEVELS=0 one. oneDNN, which has divided the work before, then leaves the rest of it undone without a word.
inline void insist_on_whole_teams() {
  omp_set_dynamic(0);
  if (omp_get_max_active_levels() < 1) omp_set_max_active_levels(1);
}

}  // namespace graft::soft
