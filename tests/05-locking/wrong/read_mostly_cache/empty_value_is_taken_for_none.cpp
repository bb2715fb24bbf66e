// Wrong: takes an empty value for one that has not been computed yet, and computes it each time.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "read_mostly_cache.hpp"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace {

struct Entry {
  bool computing = false;  // guarded by the mutex of the cache
  std::string value;       // guarded by it until it is there, then constant
};

}  // namespace

struct ReadMostlyCache::State {
  Compute compute;
  std::mutex mutex;
  std::condition_variable one_has_ended;
  std::unordered_map<int, std::shared_ptr<Entry>> entries;  // guarded by mutex

  std::shared_ptr<const std::string> value_of(int key) {
    std::unique_lock lock(mutex);
    std::shared_ptr<Entry>& place = entries[key];
    if (place == nullptr) place = std::make_shared<Entry>();
    const std::shared_ptr<Entry> entry = place;
    one_has_ended.wait(lock, [&] { return !entry->computing; });
    if (entry->value.empty()) {
      entry->computing = true;
      lock.unlock();
      std::string value;
      try {
        value = compute(key);
      } catch (...) {
        lock.lock();
        entry->computing = false;
        one_has_ended.notify_all();
        throw;
      }
      lock.lock();
      entry->value = std::move(value);
      entry->computing = false;
      one_has_ended.notify_all();
    }
    return {entry, &entry->value};
  }
};

ReadMostlyCache::ReadMostlyCache(Compute compute) : state_(std::make_unique<State>()) {
  if (!compute) throw std::invalid_argument("ReadMostlyCache: compute is empty");
  state_->compute = std::move(compute);
}

ReadMostlyCache::~ReadMostlyCache() = default;

std::string ReadMostlyCache::get(int key) { return *state_->value_of(key); }

void ReadMostlyCache::visit(int key, const Visitor& visitor) { visitor(*state_->value_of(key)); }

void ReadMostlyCache::forget(int key) {
  const std::scoped_lock lock(state_->mutex);
  state_->entries.erase(key);
}
