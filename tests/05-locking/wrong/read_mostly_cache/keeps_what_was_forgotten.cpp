// Wrong: a computation that began before forget keeps its value after it.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "read_mostly_cache.hpp"

#include <condition_variable>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

struct ReadMostlyCache::State {
  Compute compute;
  std::shared_mutex mutex;
  std::condition_variable_any computed;
  std::unordered_map<int, std::string> values;
  std::set<int> computing;

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
    computing.insert(key);
    writing.unlock();
    std::string value;
    try {
      value = compute(key);
    } catch (...) {
      writing.lock();
      end(key);
      throw;
    }
    writing.lock();
    end(key);
    values[key] = std::move(value);
  }

  void end(int key) {
    computing.erase(key);
    computed.notify_all();
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
