// Right: visitors run under a shared lock, so that forget waits for them; a number tells whether a
// computation has been forgotten.
#include "read_mostly_cache.hpp"

#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

struct ReadMostlyCache::State {
  Compute compute;
  std::shared_mutex mutex;
  std::condition_variable_any computed;
  std::unordered_map<int, std::string> values;  // guarded by mutex
  std::unordered_map<int, int> computing;       // guarded by mutex: the number of the computation
  int computations = 0;                         // guarded by mutex

  void read(int key, const Visitor& visitor) {
    std::shared_lock reading(mutex);
    auto found = values.find(key);
    while (found == values.end()) {
      reading.unlock();
      provide(key);
      reading.lock();
      found = values.find(key);
    }
    visitor(found->second);
  }

  void provide(int key) {
    std::unique_lock writing(mutex);
    computed.wait(writing, [&] { return !computing.contains(key); });
    if (values.contains(key)) return;
    const int number = computing[key] = ++computations;
    writing.unlock();
    std::string value;
    try {
      value = compute(key);
    } catch (...) {
      writing.lock();
      end(key, number);
      throw;
    }
    writing.lock();
    if (end(key, number)) values[key] = std::move(value);
  }

  /// True if the computation has not been forgotten.
  bool end(int key, int number) {
    computed.notify_all();
    const auto found = computing.find(key);
    if (found == computing.end() || found->second != number) return false;
    computing.erase(found);
    return true;
  }
};

ReadMostlyCache::ReadMostlyCache(Compute compute) : state_(std::make_unique<State>()) {
  if (!compute) throw std::invalid_argument("ReadMostlyCache: compute is empty");
  state_->compute = std::move(compute);
}

ReadMostlyCache::~ReadMostlyCache() = default;

std::string ReadMostlyCache::get(int key) {
  std::string copy;
  state_->read(key, [&](const std::string& value) { copy = value; });
  return copy;
}

void ReadMostlyCache::visit(int key, const Visitor& visitor) { state_->read(key, visitor); }

void ReadMostlyCache::forget(int key) {
  const std::unique_lock writing(state_->mutex);
  state_->values.erase(key);
  state_->computing.erase(key);
}
