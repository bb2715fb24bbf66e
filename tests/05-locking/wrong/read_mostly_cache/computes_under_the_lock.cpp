// Wrong: holds the lock of the whole cache while it computes one value.
// Rejected by: race-free (deadlock, wrong result), correct (hang, wrong result), concurrent
// (serial)
#include "read_mostly_cache.hpp"

#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

struct ReadMostlyCache::State {
  Compute compute;
  std::shared_mutex mutex;
  std::unordered_map<int, std::shared_ptr<const std::string>> entries;

  std::shared_ptr<const std::string> value_of(int key) {
    {
      const std::shared_lock reading(mutex);
      const auto found = entries.find(key);
      if (found != entries.end()) return found->second;
    }
    const std::unique_lock writing(mutex);
    const auto found = entries.find(key);
    if (found != entries.end()) return found->second;
    return entries[key] = std::make_shared<const std::string>(compute(key));
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
  const std::unique_lock writing(state_->mutex);
  state_->entries.erase(key);
}
