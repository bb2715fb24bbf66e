// Sequence lock, relaxed data: a reader that sees new data need not see that the sequence has
// moved.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

/// Two equal numbers, for one writer. The sequence is odd while they are being changed.
template <std::memory_order kStore, std::memory_order kLoad>
class Twins {
 public:
  void write(int value) {
    const int sequence = sequence_.load(std::memory_order_relaxed);
    sequence_.store(sequence + 1, std::memory_order_relaxed);
    first_.store(value, kStore);
    second_.store(value, kStore);
    sequence_.store(sequence + 2, std::memory_order_release);
  }

  /// False if a writer was in the way.
  bool read(int& first, int& second) const {
    const int before = sequence_.load(std::memory_order_acquire);
    first = first_.load(kLoad);
    second = second_.load(kLoad);
    return before % 2 == 0 && sequence_.load(std::memory_order_relaxed) == before;
  }

 private:
  std::atomic<int> sequence_{0};
  std::atomic<int> first_{0};
  std::atomic<int> second_{0};
};

template <std::memory_order kStore, std::memory_order kLoad>
void read_while_writing() {
  Twins<kStore, kLoad> twins;
  const auto read = [&] {
    int first = 0;
    int second = 0;
    if (twins.read(first, second)) require(first == second, "the numbers are torn apart");
  };
  run_together([&] { twins.write(1); }, read);
}

const interleave::Program program{
    "sequence_lock_relaxed",
    {"wrong result"},
    read_while_writing<std::memory_order_relaxed, std::memory_order_relaxed>,
    read_while_writing<std::memory_order_release, std::memory_order_acquire>,
    {.weak_memory = true}};

}  // namespace
