// Reader-writer lock: the writer who leaves wakes one reader, and the others sleep on.
#include "programs/program.hpp"

#include <condition_variable>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
class ReaderWriterLock {
 public:
  void lock() {
    std::unique_lock lock(mutex_);
    may_write_.wait(lock, [this] { return !writing_ && readers_ == 0; });
    writing_ = true;
  }

  void unlock() {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    may_write_.notify_one();
    if constexpr (kFixed) {
      may_read_.notify_all();
    } else {
      may_read_.notify_one();
    }
  }

  void lock_shared() {
    std::unique_lock lock(mutex_);
    may_read_.wait(lock, [this] { return !writing_; });
    ++readers_;
  }

  void unlock_shared() {
    const std::lock_guard lock(mutex_);
    if (--readers_ == 0) may_write_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable may_write_;
  std::condition_variable may_read_;
  bool writing_ = false;
  int readers_ = 0;
};

template <bool kFixed>
void one_writer_two_readers() {
  ReaderWriterLock<kFixed> lock;
  int value = 0;
  const auto read = [&] {
    lock.lock_shared();
    require(value == 0 || value == 2, "a reader saw the writer at work");
    lock.unlock_shared();
  };
  const auto write = [&] {
    lock.lock();
    ++value;
    ++value;
    lock.unlock();
  };
  run_together(read, read, write);
}

const interleave::Program program{"reader_writer_lock",
                                  {"lost wake-up", "deadlock"},
                                  one_writer_two_readers<false>,
                                  one_writer_two_readers<true>};

}  // namespace
