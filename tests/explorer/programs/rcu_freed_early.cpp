// Read, copy, update, freed early: the old version is freed as soon as it has been replaced,
// without waiting for those who still read it.
#include "programs/program.hpp"

#include <atomic>
#include <memory>
#include <thread>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
class Config {
 public:
  Config() = default;
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;
  ~Config() { delete current_.load(); }

  int read() {
    readers_.fetch_add(1);
    const int value = *current_.load();
    readers_.fetch_sub(1);
    return value;
  }

  void update(int value) {
    const std::unique_ptr<int> old(current_.exchange(new int(value)));
    if constexpr (kFixed) {
      while (readers_.load() != 0) std::this_thread::yield();
    }
  }

 private:
  std::atomic<int> readers_{0};
  std::atomic<int*> current_{new int(1)};
};

template <bool kFixed>
void update_while_reading() {
  Config<kFixed> config;
  const auto read = [&] {
    const int value = config.read();
    require(value == 1 || value == 2, "the value is neither old nor new");
  };
  run_together(read, [&] { config.update(2); });
}

const interleave::Program program{"rcu_freed_early",
                                  {"use after free", "data race"},
                                  update_while_reading<false>,
                                  update_while_reading<true>};

}  // namespace
