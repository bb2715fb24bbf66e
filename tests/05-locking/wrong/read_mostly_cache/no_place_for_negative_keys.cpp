// Wrong: key % 16 is the number of a part of the map; for a negative key it is negative.
// Rejected by: correct (undefined behaviour), race-free (undefined behaviour)
#include "read_mostly_cache.hpp"

#include <array>
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

/// A part of the keys, so that who stores one does not hold up those who read others.
struct Part {
  std::shared_mutex mutex;
  std::unordered_map<int, std::shared_ptr<Entry>> entries;  // guarded by mutex
};

constexpr int kParts = 16;

}  // namespace

struct ReadMostlyCache::State {
  Compute compute;
  std::array<Part, kParts> parts;

  Part& part_of(int key) { return parts[key % kParts]; }

  std::shared_ptr<Entry> entry_of(int key) {
    auto& [mutex, entries] = part_of(key);
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

void ReadMostlyCache::visit(int key, const Visitor& visitor) { visitor(*state_->value_of(key)); }

void ReadMostlyCache::forget(int key) {
  // A computation under way fills an entry that nobody can find any more.
  auto& [mutex, entries] = state_->part_of(key);
  const std::unique_lock writing(mutex);
  entries.erase(key);
}
