// Double-checked locking: the first check reads a plain pointer, outside the lock.
#include "programs/program.hpp"

#include <atomic>
#include <memory>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <class Pointer>
class Lazy {
 public:
  int get() {
    if (instance_ == nullptr) {
      const std::lock_guard lock(mutex_);
      if (instance_ == nullptr) {
        owner_ = std::make_unique<int>(42);
        instance_ = owner_.get();
      }
    }
    return *instance_;
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<int> owner_;
  Pointer instance_{nullptr};
};

template <class Pointer>
void get_from_two_threads() {
  Lazy<Pointer> lazy;
  const auto use = [&] { require(lazy.get() == 42, "used before it was made"); };
  run_together(use, use);
}

const interleave::Program program{"double_checked_locking_plain",
                                  {"data race"},
                                  get_from_two_threads<int*>,
                                  get_from_two_threads<std::atomic<int*>>};

}  // namespace
