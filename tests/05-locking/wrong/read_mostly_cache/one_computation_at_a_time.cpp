// Wrong: one mutex serves the computations of all keys, so that they wait for one another.
// Rejected by: race-free (deadlock, mutex misuse), correct (hang), concurrent (serial)
#include "read_mostly_cache.hpp"

#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace {

using Value = std::shared_ptr<const std::string>;

}  // namespace

struct ReadMostlyCache::State {
  Compute compute;
  std::mutex computing;
  std::shared_mutex mutex;
  std::unordered_map<int, std::shared_ptr<Value>> entries;

  std::shared_ptr<Value> entry_of(int key) {
    const std::unique_lock writing(mutex);
    std::shared_ptr<Value>& entry = entries[key];
    if (entry == nullptr) entry = std::make_shared<Value>();
    return entry;
  }

  Value kept(const std::shared_ptr<Value>& entry) {
    const std::shared_lock reading(mutex);
    return *entry;
  }

  Value value_of(int key) {
    const std::shared_ptr<Value> entry = entry_of(key);
    if (Value value = kept(entry)) return value;
    const std::scoped_lock lock(computing);
    if (Value value = kept(entry)) return value;
    const auto value = std::make_shared<const std::string>(compute(key));
    const std::unique_lock writing(mutex);
    return *entry = value;
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
