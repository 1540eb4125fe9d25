// The device's team of threads for programs under a sanitizer: std::threads, whose synchronisation ThreadSanitizer sees.
#include "../../../main/native/software-device/runtime/team.h"

#include <condition_variable>
#include <limits>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace graft::soft {

namespace {

using Work = FunctionRef<void(std::int64_t, std::int64_t)>;

// Member 0 is the thread that calls, which is one at a time.
class Team {
 public:
  void run(int members, Work work) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      while (static_cast<int>(threads_.size()) < members - 1) threads_.emplace_back([this, member = threads_.size() + 1] { loop(member); });
      work_ = &work;
      members_ = members;
      left_ = members - 1;
      round_++;
    }
    begin_.notify_all();
    work(0, members);
    std::unique_lock<std::mutex> lock(mutex_);
    end_.wait(lock, [this] { return left_ == 0; });
    work_ = nullptr;
  }

 private:
  std::mutex mutex_;
  std::condition_variable begin_, end_;
  std::vector<std::thread> threads_;
  const Work* work_ = nullptr;
  int members_ = 0, left_ = 0;
  long round_ = 0;

  void loop(std::size_t member) {
    long seen = 0;
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      begin_.wait(lock, [&] { return round_ != seen; });
      seen = round_;
      if (work_ == nullptr || static_cast<int>(member) >= members_) continue;
      const Work work = *work_;
      const int members = members_;
      lock.unlock();
      work(static_cast<std::int64_t>(member), members);
      lock.lock();
      if (--left_ == 0) end_.notify_one();
    }
  }
};

}  // namespace

int team_limit() { return std::numeric_limits<int>::max(); }

void run_on_team(int members, Work work) {
  static auto* const team = new Team();
  team->run(members, work);
}

// Its threads never spin.
void stand_by(int) {}
void stand_down() {}

}  // namespace graft::soft
