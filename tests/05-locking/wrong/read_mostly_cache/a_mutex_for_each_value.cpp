// Wrong: the mutex of an entry serves for computing its value and for reading it, so that the
// readers of one key take turns.
// Rejected by: concurrent (serial)
#include "read_mostly_cache.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace {

struct Entry {
  std::mutex mutex;
  std::optional<std::string> value;
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
};

ReadMostlyCache::ReadMostlyCache(Compute compute) : state_(std::make_unique<State>()) {
  if (!compute) throw std::invalid_argument("ReadMostlyCache: compute is empty");
  state_->compute = std::move(compute);
}

ReadMostlyCache::~ReadMostlyCache() = default;

std::string ReadMostlyCache::get(int key) {
  std::string copy;
  visit(key, [&](const std::string& value) { copy = value; });
  return copy;
}

void ReadMostlyCache::visit(int key, const Visitor& visitor) {
  const std::shared_ptr<Entry> entry = state_->entry_of(key);
  const std::scoped_lock lock(entry->mutex);
  if (!entry->value) entry->value = state_->compute(key);
  visitor(*entry->value);
}

void ReadMostlyCache::forget(int key) {
  const std::unique_lock writing(state_->mutex);
  state_->entries.erase(key);
}
