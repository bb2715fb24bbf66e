// Threads that each count for themselves: on neighbouring numbers, which share a cache line, and on
// numbers that have one each.

#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "ways.hpp"
#include "workers.hpp"

namespace {

using Count = std::uint64_t;

constexpr std::size_t kLine = 64;  // bytes of a cache line

struct Neighbour {
  volatile Count count = 0;
};
struct alignas(kLine) Apart {
  volatile Count count = 0;
};

template <typename Counter>
Count by_threads(Count each) {
  std::vector<Counter> counters(workers());
  {
    std::vector<std::jthread> threads;
    for (Counter& counter : counters) {
      threads.emplace_back([&counter, each] {
        for (Count i = 0; i < each; ++i) counter.count = counter.count + 1;
      });
    }
  }
  Count sum = 0;
  for (const Counter& counter : counters) sum += counter.count;
  return sum;
}

Count serially(Count each) {
  std::vector<Apart> counters(workers());
  Count sum = 0;
  for (Apart& counter : counters) {
    for (Count i = 0; i < each; ++i) counter.count = counter.count + 1;
    sum += counter.count;
  }
  return sum;
}

const bool registered = [] {
  for (const Count each : {Count{100'000}, Count{1'000'000}, Count{10'000'000}}) {
    const Job<Count> job("counters of threads", static_cast<std::int64_t>(each),
                         [each] { return serially(each); });
    job.add("on one cache line", [each] { return by_threads<Neighbour>(each); });
    job.add("a cache line each", [each] { return by_threads<Apart>(each); });
  }
  return true;
}();

}  // namespace
