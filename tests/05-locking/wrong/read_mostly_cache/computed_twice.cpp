// Wrong: looks for the value and keeps it in two critical sections, and computes in between, so
// that two who ask at once both compute.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "read_mostly_cache.hpp"

#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace {

struct Entry {
  std::mutex mutex;
  std::shared_ptr<const std::string> value;
};

}  // namespace

struct ReadMostlyCache::State {
  Compute compute;
  std::shared_mutex mutex;
  std::unordered_map<int, std::shared_ptr<Entry>> entries;

  std::shared_ptr<Entry> entry_of(int key) {
    {
      const std::shared_lock reading(mutex);
      const auto found = entries.find(key);
      if (found != entries.end()) return found->second;
    }
    const std::unique_lock writing(mutex);
    std::shared_ptr<Entry>& entry = entries[key];
    if (entry == nullptr) entry = std::make_shared<Entry>();
    return entry;
  }

  std::shared_ptr<const std::string> value_of(int key) {
    const std::shared_ptr<Entry> entry = entry_of(key);
    {
      const std::scoped_lock lock(entry->mutex);
      if (entry->value != nullptr) return entry->value;
    }
    const auto value = std::make_shared<const std::string>(compute(key));
    const std::scoped_lock lock(entry->mutex);
    if (entry->value == nullptr) entry->value = value;
    return entry->value;
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
