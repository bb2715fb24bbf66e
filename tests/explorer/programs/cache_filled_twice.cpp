// Cache filled twice: between the shared lock that found nothing and the exclusive lock that fills,
// another thread has filled; nobody looks again.
#include "programs/program.hpp"

#include <mutex>
#include <shared_mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
class Cache {
 public:
  void fill() {
    {
      const std::shared_lock lock(mutex_);
      if (fills_ > 0) return;
    }
    const std::unique_lock lock(mutex_);
    if (kFixed && fills_ > 0) return;
    ++fills_;
  }

  int fills() const {
    const std::shared_lock lock(mutex_);
    return fills_;
  }

 private:
  mutable std::shared_mutex mutex_;
  int fills_ = 0;
};

template <bool kFixed>
void fill_from_two_threads() {
  Cache<kFixed> cache;
  run_together([&] { cache.fill(); }, [&] { cache.fill(); });
  require(cache.fills() == 1, "the cache was not filled exactly once");
}

const interleave::Program program{"cache_filled_twice",
                                  {"wrong result"},
                                  fill_from_two_threads<false>,
                                  fill_from_two_threads<true>};

}  // namespace
