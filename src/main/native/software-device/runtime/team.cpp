// One pool of threads for everything: the OpenMP team of libgomp, which oneDNN uses too.
#include "team.h"

#include <omp.h>

namespace graft::soft {

int team_limit() { return omp_get_thread_limit(); }

void run_on_team(int members, FunctionRef<void(std::int64_t member, std::int64_t members)> work) {
#pragma omp parallel num_threads(members)
  work(omp_get_thread_num(), omp_get_num_threads());
}

}  // namespace graft::soft
