// The variables GRAFT_THREADS, GRAFT_SOFTWARE_MEMORY and GRAFT_FAULTS, as they were when first asked for. Each program that uses
// this library reads them here; graft.settings.Setting in Java refuses the same values before the library is loaded.
#pragma once

#include <cstddef>
#include <string>

namespace graft::soft {

struct Settings {
  int threads = 0;           // 0: not set
  std::size_t memory = 0;    // bytes; 0: not set
  bool context_faults = false;
  std::string error;         // what is wrong with the first odd value, in one line; empty where nothing is
};

const Settings& settings();

}  // namespace graft::soft
