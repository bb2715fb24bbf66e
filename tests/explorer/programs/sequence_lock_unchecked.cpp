// Sequence lock, unchecked: the reader makes sure that no writer is at work when it begins, and
// does not look again when it has read.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

/// Two equal numbers, for one writer. The sequence is odd while they are being changed.
template <bool kFixed>
class Twins {
 public:
  void write(int value) {
    const int sequence = sequence_.load();
    sequence_.store(sequence + 1);
    first_.store(value);
    second_.store(value);
    sequence_.store(sequence + 2);
  }

  /// False if a writer was in the way.
  bool read(int& first, int& second) const {
    const int before = sequence_.load();
    first = first_.load();
    second = second_.load();
    return before % 2 == 0 && (!kFixed || sequence_.load() == before);
  }

 private:
  std::atomic<int> sequence_{0};
  std::atomic<int> first_{0};
  std::atomic<int> second_{0};
};

template <bool kFixed>
void read_while_writing() {
  Twins<kFixed> twins;
  const auto read = [&] {
    int first = 0;
    int second = 0;
    if (twins.read(first, second)) require(first == second, "the numbers are torn apart");
  };
  run_together([&] { twins.write(1); }, read);
}

const interleave::Program program{"sequence_lock_unchecked",
                                  {"wrong result"},
                                  read_while_writing<false>,
                                  read_while_writing<true>};

}  // namespace
