// What a container (a control group, cgroup(7)) leaves to this process.
#pragma once

#include <cstddef>
#include <string>

namespace graft::soft {

struct Limits {
  int cores = 0;           // processor time, in cores, rounded up; 0 where there is no limit
  std::size_t memory = 0;  // bytes; 0 where there is no limit
};

// Of version 1 and 2; the least of the group's own and of those around it. What cannot be read is no limit.
//   root   before all paths: "" but in tests
Limits container_limits(const std::string& root);

// The memory of this machine, or what its container leaves of it, in bytes.
std::size_t usable_memory();

}  // namespace graft::soft
