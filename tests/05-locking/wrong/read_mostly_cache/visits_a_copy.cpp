// Wrong: visits a copy, as get returns it.
// Rejected by: concurrent (wrong result)
#include "read_mostly_cache.hpp"

#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace {

/// A value that is computed at most once, and never changes from then on.
struct Entry {
  std::once_flag computed;
  std::string value;
};

}  // namespace

struct ReadMostlyCache::State {
  Compute compute;
  std::shared_mutex mutex;
  // Guarded by mutex: which entries there are. Their values are not: a computation may take its
  // time, and each entry has a once_flag of its own for those who wait.
  std::unordered_map<int, std::shared_ptr<Entry>> entries;

  std::shared_ptr<Entry> entry_of(int key) {
    {
      const std::shared_lock reading(mutex);
      const auto found = entries.find(key);
      if (found != entries.end()) return found->second;
    }
    // A shared lock cannot become an exclusive one. Between the two somebody else may have made the
    // entry: look again.
    const std::unique_lock writing(mutex);
    std::shared_ptr<Entry>& entry = entries[key];
    if (entry == nullptr) entry = std::make_shared<Entry>();
    return entry;
  }

  /// The value, and a share of its entry: whoever reads it keeps it alive, locks or no locks.
  std::shared_ptr<const std::string> value_of(int key) {
    const std::shared_ptr<Entry> entry = entry_of(key);
    // If compute throws, the flag stays unset, and the next in the queue calls it again.
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

void ReadMostlyCache::visit(int key, const Visitor& visitor) { visitor(get(key)); }

void ReadMostlyCache::forget(int key) {
  // A computation under way fills an entry that nobody can find any more.
  const std::unique_lock writing(state_->mutex);
  state_->entries.erase(key);
}
