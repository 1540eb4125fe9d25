#include "executor.h"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <thread>

#include "check/operands.h"
#include "memory.h"
#include "status.h"
#include "trace.h"

namespace graft::soft {

namespace {

constexpr std::size_t kCapacity = 1024;  // CUDA, too, makes a launch wait once about so many are pending

class Executor {
 public:
  Ticket enqueue(std::function<void()> work) {
    std::unique_lock<std::mutex> lock(mutex_);
    room_.wait(lock, [&] { return submitted_ - done_ < kCapacity; });
    ring_[submitted_ % kCapacity] = std::move(work);
    const Ticket ticket = ++submitted_;
    lock.unlock();
    work_.notify_one();
    return ticket;
  }

  bool finished(Ticket ticket) {
    std::lock_guard<std::mutex> lock(mutex_);
    return done_ >= ticket;
  }

  void wait_for(Ticket ticket) {
    std::unique_lock<std::mutex> lock(mutex_);
    progress_.wait(lock, [&] { return done_ >= ticket; });
  }

  Ticket last() {
    std::lock_guard<std::mutex> lock(mutex_);
    return submitted_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable work_, room_, progress_;
  std::function<void()> ring_[kCapacity];
  Ticket submitted_ = 0, done_ = 0;
  std::thread thread_{[this] { loop(); }};

  void loop() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      work_.wait(lock, [&] { return submitted_ > done_; });
      std::function<void()> work = std::move(ring_[done_ % kCapacity]);
      lock.unlock();
      work();
      work = nullptr;
      lock.lock();
      done_++;
      room_.notify_one();
      progress_.notify_all();
    }
  }
};

// Never destroyed: its thread lives as long as the process.
Executor& executor() {
  static auto* instance = new Executor();
  return *instance;
}

std::atomic<Status> error{kSuccess};

}  // namespace

Ticket enqueue(std::function<void()> work) { return executor().enqueue(std::move(work)); }
bool finished(Ticket ticket) { return executor().finished(ticket); }
void wait_for(Ticket ticket) { executor().wait_for(ticket); }
Ticket last_ticket() { return executor().last(); }

Status sticky_error() { return error.load(); }
void clear_sticky_error() { error = kSuccess; }

void fail_context(Status status) {
  Status none = kSuccess;
  error.compare_exchange_strong(none, status);
}

void run_operation(const Operation& operation) {
  if (sticky_error() != kSuccess) return;
  for (const Operand& operand : operation.operands) {
    if (operand.bytes > 0 && !device_range_is_live(operand.address, operand.bytes)) {
      check::report_dead(operation, operand);
      fail_context(kIllegalAddress);
      return;
    }
  }
  if (const Status status = check::before(operation); status != kSuccess) return fail_context(status);
  try {
    const OperationSpan span(operation);
    operation.run();
  } catch (const std::exception&) {
    fail_context(kLaunchFailed);
    return;
  }
  if (const Status status = check::after(operation); status != kSuccess) fail_context(status);
}

}  // namespace graft::soft
