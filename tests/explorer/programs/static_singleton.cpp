// Singleton in a function static: loaded when it is first used, by check then act. The static keeps
// its state from one run of the body to the next, which must not hide the fault from a search.
#include "programs/program.hpp"

#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

/// A type of its own, and so a static of its own, for each of the twins.
template <bool kFixed>
class Settings {
 public:
  static Settings& instance() {
    static Settings settings;
    return settings;
  }

  void load_on_first_use() {
    if constexpr (kFixed) {
      const std::lock_guard lock(mutex_);
      if (loads_ == 0) ++loads_;
    } else {
      if (loads() > 0) return;
      const std::lock_guard lock(mutex_);
      ++loads_;
    }
  }

  int loads() const {
    const std::lock_guard lock(mutex_);
    return loads_;
  }

 private:
  mutable std::mutex mutex_;
  int loads_ = 0;
};

template <bool kFixed>
void use_from_two_threads() {
  const auto use = [] { Settings<kFixed>::instance().load_on_first_use(); };
  run_together(use, use);
  require(Settings<kFixed>::instance().loads() == 1, "the settings were not loaded exactly once");
}

const interleave::Program program{
    "static_singleton", {"wrong result"}, use_from_two_threads<false>, use_from_two_threads<true>};

}  // namespace
