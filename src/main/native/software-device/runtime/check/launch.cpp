#include "launch.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <string>

#include "../fibers.h"
#include "../status.h"
#include "arena.h"
#include "mode.h"
#include "permutation.h"
#include "symbols.h"

namespace graft::soft::check {

namespace {

RaceDetector& races() {
  static auto* detector = new RaceDetector();
  return *detector;
}

// That of a library's shared memory, made when one of its kernels first runs.
Shadow* shared_shadow(const Range& shared) {
  static auto* all = new std::map<std::uintptr_t, std::unique_ptr<Shadow>>();
  if (shared.begin == shared.end) return nullptr;
  std::unique_ptr<Shadow>& shadow = (*all)[shared.begin];
  if (shadow == nullptr) shadow = std::make_unique<Shadow>(shared.begin, shared.end - shared.begin);
  return shadow.get();
}

std::string formatted(const char* format, ...) __attribute__((format(printf, 1, 2)));
std::string formatted(const char* format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  return text;
}

Dim3 index_of(std::uint64_t number, const unsigned size[3]) {
  return {static_cast<unsigned>(number % size[0]), static_cast<unsigned>(number / size[0] % size[1]), static_cast<unsigned>(number / size[0] / size[1])};
}

const char* verb(bool writes) { return writes ? "writes" : "reads"; }

class Launch : public BlockObserver {
 public:
  Launch(const char* name, const LaunchDimensions& dimensions, const Image& image, bool barriers, std::uint64_t serial)
      : name_(name), dimensions_(dimensions), image_(image), barriers_(barriers),
        threads_(dimensions.block[0] * dimensions.block[1] * dimensions.block[2]),
        blocks_(std::uint64_t{dimensions.grid[0]} * dimensions.grid[1] * dimensions.grid[2]),
        block_order_(blocks_, serial), thread_order_(threads_, serial), shared_(shared_shadow(image.shared)) {}

  Status run(FunctionRef<void()> body) {
    *image_.block_size = {dimensions_.block[0], dimensions_.block[1], dimensions_.block[2]};
    *image_.grid_size = {dimensions_.grid[0], dimensions_.grid[1], dimensions_.grid[2]};
    races().begin_launch();
    for (std::uint64_t turn = 0; turn < blocks_; turn++) {
      block_ = block_order_[turn];
      *image_.block = index_of(block_, dimensions_.grid);
      if (shared_ != nullptr) shared_->set_undefined(image_.shared.begin, image_.shared.end - image_.shared.begin);
      races().begin_block(threads_);
      if (const Status status = run_one_block(body); status != kSuccess) return status;
    }
    return kSuccess;
  }

  void access(Kind kind, std::uintptr_t address, std::size_t bytes) {
    const bool shared = shared_ != nullptr && shared_->contains(address);
    Shadow& shadow = shared ? *shared_ : device_shadow();
    if (!shared && !shadow.contains(address)) {
      if (mode().memory && !is_own(address, bytes)) fail_beyond(kind, address, bytes);
      return;
    }
    if (mode().memory) check_memory(shadow, shared, kind, address, bytes);
    if (mode().race) check_race(shadow, shared, kind, address, bytes);
  }

  void block_barrier() {
    if (!barriers_) fail(kLaunchFailed, "__syncthreads in a GRID_STRIDE_KERNEL, which has no barriers: barrier");
    soft::block_barrier();
  }

  [[noreturn]] void fail(Status status, const std::string& what) {
    found_ = true;
    say(", thread " + text(index_of(thread_, dimensions_.block)) + ": " + what);
    abandon_block(status);
  }

  // Where an address lies, relative to its allocation.
  std::string place(std::uintptr_t address) const {
    if (shared_ == nullptr || !shared_->contains(address)) return check::place(address);
    const Variable variable = variable_at(address);
    return formatted("byte %zu of the %zu of __shared__ %s", static_cast<std::size_t>(address - variable.address), variable.bytes, variable.name.c_str());
  }

  unsigned thread_at(unsigned turn) override { return static_cast<unsigned>(thread_order_[turn]); }
  void block_barrier_passed() override { races().ordering().pass_block_barrier(); }
  void warp_barrier_passed(unsigned first, unsigned mask) override { races().ordering().pass_warp_barrier(first, mask); }

 private:
  const char* name_;
  const LaunchDimensions dimensions_;
  const Image image_;
  const bool barriers_;
  const unsigned threads_;
  const std::uint64_t blocks_;
  const Permutation block_order_, thread_order_;
  Shadow* const shared_;
  std::uint64_t block_ = 0;
  unsigned thread_ = 0;
  bool found_ = false;  // what made the launch fail

  void say(const std::string& what) const {
    std::fprintf(stderr, "graft: check: kernel %s, block %s%s\n", name_, text(index_of(block_, dimensions_.grid)).c_str(), what.c_str());
  }

  static std::string text(const Dim3& index) { return formatted("(%u,%u,%u)", index.x, index.y, index.z); }

  void enter(unsigned thread) {
    thread_ = thread;
    *image_.thread = index_of(thread, dimensions_.block);
  }

  Status run_one_block(FunctionRef<void()> body) {
    if (barriers_) {
      const Status status = run_block(threads_, body, [this](unsigned thread) { enter(thread); }, this);
      if (status != kSuccess && !found_) say(": waits at a barrier that not all of its threads reach: barrier");
      return status;
    }
    auto all_threads = [&] {
      for (unsigned turn = 0; turn < threads_; turn++) {
        enter(thread_at(turn));
        body();
      }
    };
    return run_block(1, all_threads, [](unsigned) {});
  }

  // A thread's variables, and the constants and indices of the library.
  bool is_own(std::uintptr_t address, std::size_t bytes) const { return on_fiber_stack(address, bytes) || image_.all.holds(address, bytes); }

  [[noreturn]] void fail_beyond(Kind kind, std::uintptr_t address, std::size_t bytes) {
    fail(kIllegalAddress, formatted("%s %zu bytes at %s: illegal address", verb(kind != Kind::kRead), bytes, place(address).c_str()));
  }

  void check_memory(Shadow& shadow, bool shared, Kind kind, std::uintptr_t address, std::size_t bytes) {
    if (!shared) {
      const Extent* extent = extent_near(address);
      if (extent == nullptr || !extent->holds(address, bytes)) fail_beyond(kind, address, bytes);
    } else if (!image_.shared.holds(address, bytes)) {
      fail_beyond(kind, address, bytes);
    }
    if (kind != Kind::kWrite && shadow.first_undefined(address, bytes) < bytes)
      fail(kLaunchFailed, formatted("reads %zu bytes at %s, which nothing has written: undefined value", bytes, place(address).c_str()));
    if (kind != Kind::kRead) shadow.set_defined(address, bytes);
  }

  void check_race(Shadow& shadow, bool shared, Kind kind, std::uintptr_t address, std::size_t bytes) {
    Race race;
    if (!races().note(shadow, shared, thread_, kind, address, bytes, &race)) return;
    fail(kLaunchFailed, formatted("%s %zu bytes at %s, which block %s, thread %s %s in the same launch without a barrier between: race",
                                  verb(kind != Kind::kRead), bytes, place(address).c_str(),
                                  text(index_of(block_order_[races().turn_of(race.other)], dimensions_.grid)).c_str(),
                                  text(index_of(race.other.thread, dimensions_.block)).c_str(), race.other_wrote ? "wrote" : "read"));
  }
};

// The one under way: kernels run on the executor's thread only.
Launch* current = nullptr;

}  // namespace

Status run_kernel(const char* name, const LaunchDimensions& dimensions, const Image& image, bool barriers, FunctionRef<void()> body) {
  static std::uint64_t serial = 0;
  Launch launch(name, dimensions, image, barriers, ++serial);
  current = &launch;
  const Status status = launch.run(body);
  current = nullptr;
  return status;
}

void block_barrier() { current->block_barrier(); }

void access(Kind kind, const void* address, std::size_t bytes) {
  if (current != nullptr) current->access(kind, reinterpret_cast<std::uintptr_t>(address), bytes);
}

void misaligned(const void* address, std::size_t alignment, const char* file, unsigned line) {
  if (current == nullptr || !mode().memory) return;
  current->fail(kMisalignedAddress, formatted("accesses %s as if it were a multiple of %zu, at %s:%u: misaligned address",
                                              current->place(reinterpret_cast<std::uintptr_t>(address)).c_str(), alignment, file, line));
}

void index_out_of_bounds(std::int64_t index, const char* file, unsigned line) {
  if (current == nullptr || !mode().memory) return;
  current->fail(kIllegalAddress, formatted("index %lld is outside its array, at %s:%u: illegal address", static_cast<long long>(index), file, line));
}

}  // namespace graft::soft::check
