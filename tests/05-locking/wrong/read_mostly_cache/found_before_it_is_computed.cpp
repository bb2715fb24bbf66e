// Wrong: whoever finds an entry takes its value, which the thread that made it still computes.
// Rejected by: race-free (data race, wrong result), correct (wrong result, memory error, crash)
#include "read_mostly_cache.hpp"

#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace {

struct Entry {
  std::string value;
};

}  // namespace

struct ReadMostlyCache::State {
  Compute compute;
  std::shared_mutex mutex;
  std::unordered_map<int, std::shared_ptr<Entry>> entries;

  std::shared_ptr<const std::string> value_of(int key) {
    {
      const std::shared_lock reading(mutex);
      const auto found = entries.find(key);
      if (found != entries.end()) return {found->second, &found->second->value};
    }
    std::unique_lock writing(mutex);
    const auto [found, is_mine] = entries.try_emplace(key);
    if (is_mine) found->second = std::make_shared<Entry>();
    const std::shared_ptr<Entry> entry = found->second;
    writing.unlock();
    if (is_mine) fill(key, entry);
    return {entry, &entry->value};
  }

  void fill(int key, const std::shared_ptr<Entry>& entry) {
    try {
      entry->value = compute(key);
    } catch (...) {
      const std::unique_lock writing(mutex);
      const auto found = entries.find(key);
      if (found != entries.end() && found->second == entry) entries.erase(found);
      throw;
    }
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
