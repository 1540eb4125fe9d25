#include "limits.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <vector>

namespace graft::soft {

namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

// A hierarchy of groups, and where in it this process is.
struct Group {
  std::string mount;  // a folder
  std::string path;   // below it; begins with a slash
};

bool lists(const std::string& names, const std::string& name) { return ("," + names + ",").find("," + name + ",") != std::string::npos; }

// The group of a controller (version 1), or the one group of version 2 where the name is empty. /proc/self/cgroup has lines
// "number:controllers:path"; a process in a container sees a mount of a part of the hierarchy, which /proc/self/mountinfo tells as
// "... root mount-point options - type source super-options" (proc(5), cgroups(7)).
std::vector<Group> groups(const std::string& root, const std::string& controller) {
  std::string path;
  std::ifstream memberships(root + "/proc/self/cgroup");
  for (std::string line; std::getline(memberships, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (controller.empty() ? controllers.empty() : lists(controllers, controller)) path = line.substr(second + 1);
  }
  std::vector<Group> found;
  if (path.empty()) return found;
  std::ifstream mounts(root + "/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    std::istringstream before(line.substr(0, dash)), after(line.substr(dash + 3));
    std::string skipped, part, mount, type, options;
    before >> skipped >> skipped >> skipped >> part >> mount;
    after >> type >> skipped >> options;
    if (controller.empty() ? type != "cgroup2" : type != "cgroup" || !lists(options, controller)) continue;
    // A mount of a part shows what is below it; a path outside of it is of a namespace that this process does not see.
    std::string below = path;
    if (part != "/") below = path.compare(0, part.size(), part) == 0 ? path.substr(part.size()) : "";
    found.push_back({root + mount, below});
  }
  return found;
}

// The first two numbers of a file, "max" and what is below 0 being none.
std::pair<double, double> numbers(const std::string& file) {
  std::ifstream in(file);
  std::string first, second;
  in >> first >> second;
  const auto number = [](const std::string& text) {
    char* end = nullptr;
    const double value = text.empty() ? -1 : std::strtod(text.c_str(), &end);
    return text.empty() || *end != 0 || value < 0 ? kNone : value;
  };
  return {number(first), number(second)};
}

// The least value of a group and of those around it.
template <class Read>
double least(const std::vector<Group>& groups, Read read) {
  double found = kNone;
  for (const Group& group : groups) {
    for (std::string path = group.path;; path.erase(path.rfind('/'))) {
      found = std::min(found, read(group.mount + path));
      if (path.empty() || path.rfind('/') == std::string::npos) break;
    }
  }
  return found;
}

}  // namespace

Limits container_limits(const std::string& root) {
  const double memory = std::min(
      least(groups(root, ""), [](const std::string& folder) { return numbers(folder + "/memory.max").first; }),
      least(groups(root, "memory"), [](const std::string& folder) { return numbers(folder + "/memory.limit_in_bytes").first; }));
  const double cores = std::min(
      least(groups(root, ""),
            [](const std::string& folder) {
              const auto [quota, period] = numbers(folder + "/cpu.max");
              return period > 0 && period < kNone ? quota / period : kNone;
            }),
      least(groups(root, "cpu"), [](const std::string& folder) {
        const double quota = numbers(folder + "/cpu.cfs_quota_us").first, period = numbers(folder + "/cpu.cfs_period_us").first;
        return period > 0 && period < kNone ? quota / period : kNone;
      }));
  Limits found;
  // Version 1 says "no limit" by a number near 2^63.
  if (memory < 0x1p62) found.memory = std::max<std::size_t>(1, static_cast<std::size_t>(memory));
  if (cores < 1e6) found.cores = std::max(1, static_cast<int>(cores + 0.999));
  return found;
}

std::size_t usable_memory() {
  const std::size_t machine = static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGE_SIZE));
  const std::size_t limit = container_limits("").memory;
  return limit == 0 ? machine : std::min(machine, limit);
}

}  // namespace graft::soft
