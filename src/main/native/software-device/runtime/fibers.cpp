#include "fibers.h"

#include <ucontext.h>

#include <cstdlib>
#include <memory>
#include <vector>

#include "status.h"

namespace graft::soft {

namespace {

constexpr std::size_t kStackBytes = 64 << 10;

enum class State { kReady, kAtBlockBarrier, kAtWarpBarrier, kDone };

struct Fiber {
  ucontext_t context;
  State state = State::kReady;
  unsigned mask = 0;  // of the warp barrier it waits at
};

// A block under way. ucontext saves the signal mask by a system call at every change: slow, but simple and right, and only
// kernels with barriers come here.
struct Block {
  unsigned threads;
  FunctionRef<void()> body;
  FunctionRef<void(unsigned)> enter;
  std::vector<Fiber> fibers;
  std::vector<WarpSlots> warps;
  std::unique_ptr<char[]> stacks;
  ucontext_t scheduler;
  unsigned running = 0;
  BlockObserver* observer;
  int verdict = kSuccess;  // of a thread that abandoned the block

  Block(unsigned count, FunctionRef<void()> run, FunctionRef<void(unsigned)> set_index, BlockObserver* watch)
      : threads(count), body(run), enter(set_index), fibers(count), warps((count + 31) / 32), stacks(new char[count * kStackBytes]), observer(watch) {}

  void start();
  bool release_barriers();
  int run();
};

thread_local Block* current = nullptr;

void fiber_main() {
  Block* block = current;
  block->body();
  block->fibers[block->running].state = State::kDone;
  swapcontext(&block->fibers[block->running].context, &block->scheduler);
}

void Block::start() {
  for (unsigned thread = 0; thread < threads; thread++) {
    Fiber& fiber = fibers[thread];
    getcontext(&fiber.context);
    fiber.context.uc_stack.ss_sp = stacks.get() + thread * kStackBytes;
    fiber.context.uc_stack.ss_size = kStackBytes;
    fiber.context.uc_link = &scheduler;
    makecontext(&fiber.context, fiber_main, 0);
  }
}

// Lets go the threads whose barrier is complete; false where nobody can go on.
bool Block::release_barriers() {
  bool released = false;
  unsigned at_block = 0;
  for (const Fiber& fiber : fibers) at_block += fiber.state == State::kAtBlockBarrier ? 1 : 0;
  if (at_block == threads) {
    for (Fiber& fiber : fibers) fiber.state = State::kReady;
    if (observer != nullptr) observer->block_barrier_passed();
    return true;
  }
  for (unsigned warp = 0; warp < warps.size(); warp++) {
    const unsigned first = warp * 32, end = std::min(threads, first + 32);
    for (unsigned thread = first; thread < end; thread++) {
      if (fibers[thread].state != State::kAtWarpBarrier) continue;
      const unsigned mask = fibers[thread].mask;
      bool complete = true;
      for (unsigned other = first; other < end; other++)
        if ((mask >> (other - first)) & 1) complete &= fibers[other].state == State::kAtWarpBarrier && fibers[other].mask == mask;
      if (!complete) continue;
      for (unsigned other = first; other < end; other++)
        if ((mask >> (other - first)) & 1) fibers[other].state = State::kReady;
      if (observer != nullptr) observer->warp_barrier_passed(first, mask);
      released = true;
    }
  }
  return released;
}

int Block::run() {
  start();
  while (true) {
    bool all_done = true;
    for (unsigned turn = 0; turn < threads; turn++) {
      const unsigned thread = observer == nullptr ? turn : observer->thread_at(turn);
      if (fibers[thread].state == State::kReady) {
        running = thread;
        enter(thread);
        swapcontext(&scheduler, &fibers[thread].context);
        if (verdict != kSuccess) return verdict;
      }
      all_done &= fibers[thread].state == State::kDone;
    }
    if (all_done) return kSuccess;
    if (!release_barriers()) return kLaunchFailed;
  }
}

void wait(State state, unsigned mask) {
  Block* block = current;
  if (block == nullptr) return;  // a GRID_STRIDE kernel has no threads to wait for
  Fiber& fiber = block->fibers[block->running];
  fiber.state = state;
  fiber.mask = mask;
  swapcontext(&fiber.context, &block->scheduler);
}

}  // namespace

void block_barrier() { wait(State::kAtBlockBarrier, 0); }

void warp_barrier(unsigned mask) {
  if (current == nullptr) return;
  // Lanes past the end of the last warp do not exist, whatever the mask says.
  const unsigned in_warp = std::min(32u, current->threads - current->running / 32 * 32);
  wait(State::kAtWarpBarrier, in_warp == 32 ? mask : mask & ((1u << in_warp) - 1));
}

WarpSlots& warp_slots() { return current->warps[current->running / 32]; }

int run_block(unsigned threads, FunctionRef<void()> body, FunctionRef<void(unsigned)> enter, BlockObserver* observer) {
  Block block(threads, body, enter, observer);
  Block* outer = std::exchange(current, &block);
  const int status = block.run();
  current = outer;
  return status;
}

void abandon_block(int status) {
  Block* block = current;
  block->verdict = status;
  setcontext(&block->scheduler);
  std::abort();  // setcontext returns only where the context is none
}

bool on_fiber_stack(std::uintptr_t address, std::size_t bytes) {
  const auto stacks = reinterpret_cast<std::uintptr_t>(current->stacks.get());
  return address >= stacks && address + bytes <= stacks + current->threads * kStackBytes;
}

}  // namespace graft::soft
