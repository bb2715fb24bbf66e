// Right: readers share a map that never changes; who adds a key or forgets one makes a new map.
// Each value has an atomic state that those who need it wait on.
#include "read_mostly_cache.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace {

enum class Stage { kEmpty, kComputing, kComputed };

struct Entry {
  std::atomic<Stage> stage = Stage::kEmpty;
  std::string value;

  void reach(Stage next) {
    stage = next;
    stage.notify_all();
  }
};

using Entries = std::map<int, std::shared_ptr<Entry>>;

}  // namespace

struct ReadMostlyCache::State {
  Compute compute;
  std::mutex mutex;  // for the pointer, not for the map
  std::shared_ptr<const Entries> entries = std::make_shared<Entries>();

  std::shared_ptr<const Entries> snapshot() {
    const std::scoped_lock lock(mutex);
    return entries;
  }

  std::shared_ptr<Entry> entry_of(int key) {
    const std::shared_ptr<const Entries> seen = snapshot();
    const auto found = seen->find(key);
    if (found != seen->end()) return found->second;
    const std::scoped_lock lock(mutex);
    const auto copy = std::make_shared<Entries>(*entries);
    std::shared_ptr<Entry>& entry = (*copy)[key];
    if (entry == nullptr) entry = std::make_shared<Entry>();
    entries = copy;
    return entry;
  }

  std::shared_ptr<const std::string> value_of(int key) {
    const std::shared_ptr<Entry> entry = entry_of(key);
    for (;;) {
      Stage seen = Stage::kEmpty;
      if (entry->stage.compare_exchange_strong(seen, Stage::kComputing)) break;
      if (seen == Stage::kComputed) return {entry, &entry->value};
      entry->stage.wait(seen);
    }
    try {
      entry->value = compute(key);
    } catch (...) {
      entry->reach(Stage::kEmpty);
      throw;
    }
    entry->reach(Stage::kComputed);
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
  const auto copy = std::make_shared<Entries>(*state_->entries);
  copy->erase(key);
  state_->entries = copy;
}
