// Right: std::async workers take items from the end under a mutex, and each hands back a list of
// its own, which the caller puts in order.
#include "indexed_map.hpp"

#include <cstddef>
#include <future>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace {

using Done = std::vector<std::pair<std::size_t, Outcome>>;

Outcome outcome_of(const std::function<int(int item)>& f, int item) {
  try {
    return f(item);
  } catch (...) {
    return std::current_exception();
  }
}

}  // namespace

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (n < 1) throw std::invalid_argument("indexed_map: n is less than 1");
  std::mutex mutex;
  std::size_t left = items.size();
  const auto take_items = [&] {
    Done done;
    while (true) {
      std::unique_lock lock(mutex);
      if (left == 0) return done;
      const std::size_t i = --left;
      lock.unlock();
      done.emplace_back(i, outcome_of(f, items[i]));
    }
  };
  std::vector<std::future<Done>> workers;
  for (int k = 0; k < n; ++k) workers.push_back(std::async(std::launch::async, take_items));
  std::vector<Outcome> outcomes(items.size());
  for (std::future<Done>& worker : workers) {
    for (auto& [i, outcome] : worker.get()) outcomes[i] = std::move(outcome);
  }
  return outcomes;
}
