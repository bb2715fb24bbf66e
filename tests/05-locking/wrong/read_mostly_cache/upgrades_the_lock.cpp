// Wrong: takes the exclusive lock while it still holds the shared one, and so waits for itself.
// Rejected by: race-free (deadlock, mutex misuse), correct (hang, wrong result), concurrent
// (deadlock)
#include "read_mostly_cache.hpp"

#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace {

struct Entry {
  std::once_flag computed;
  std::string value;
};

}  // namespace

struct ReadMostlyCache::State {
  Compute compute;
  std::shared_mutex mutex;
  std::unordered_map<int, std::shared_ptr<Entry>> entries;

  std::shared_ptr<Entry> entry_of(int key) {
    const std::shared_lock reading(mutex);
    const auto found = entries.find(key);
    if (found != entries.end()) return found->second;
    const std::unique_lock writing(mutex);
    return entries[key] = std::make_shared<Entry>();
  }

  std::shared_ptr<const std::string> value_of(int key) {
    const std::shared_ptr<Entry> entry = entry_of(key);
    std::call_once(entry->computed, [&] { entry->value = compute(key); });
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
  const std::unique_lock writing(state_->mutex);
  state_->entries.erase(key);
}
