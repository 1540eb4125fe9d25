// One pool of threads for everything: the OpenMP team of libgomp, which oneDNN uses too.
#include "team.h"

#include <omp.h>

#include "openmp.h"

namespace graft::soft {

int team_limit() { return omp_get_thread_limit(); }

void run_on_team(int members, FunctionRef<void(std::int64_t member, std::int64_t members)> work) {
  insist_on_whole_teams();
#pragma omp parallel num_threads(members)
  work(omp_get_thread_num(), omp_get_num_threads());
}

// libgomp spins 300,000 times, but only 100 times while it has more threads than the process has cores (GNU libgomp manual,
// "GOMP_SPINCOUNT").
void stand_by(int members) {
  volatile int asleep = 0;
  insist_on_whole_teams();
#pragma omp parallel num_threads(members)
  {
#pragma omp atomic
    asleep += 1;
  }
}

void stand_down() { omp_pause_resource(omp_pause_soft, omp_get_initial_device()); }

}  // namespace graft::soft
