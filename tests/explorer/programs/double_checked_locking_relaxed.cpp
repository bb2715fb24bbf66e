// Double-checked locking with a relaxed atomic: the pointer arrives, what it points to need not.
#include "programs/program.hpp"

#include <atomic>
#include <memory>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <std::memory_order kLoad, std::memory_order kStore>
class Lazy {
 public:
  int get() {
    const int* instance = instance_.load(kLoad);
    if (instance == nullptr) {
      const std::lock_guard lock(mutex_);
      if (owner_ == nullptr) {
        owner_ = std::make_unique<int>(42);
        instance_.store(owner_.get(), kStore);
      }
      instance = owner_.get();
    }
    return *instance;
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<int> owner_;
  std::atomic<int*> instance_{nullptr};
};

template <std::memory_order kLoad, std::memory_order kStore>
void get_from_two_threads() {
  Lazy<kLoad, kStore> lazy;
  const auto use = [&] { require(lazy.get() == 42, "used before it was made"); };
  run_together(use, use);
}

const interleave::Program program{
    "double_checked_locking_relaxed",
    {"data race"},
    get_from_two_threads<std::memory_order_relaxed, std::memory_order_relaxed>,
    get_from_two_threads<std::memory_order_acquire, std::memory_order_release>};

}  // namespace
