// Wrong: a computation that has been forgotten wakes nobody, although some have found it before and
// wait.
// Rejected by: race-free (deadlock, lost wake-up), correct (hang)
#include "read_mostly_cache.hpp"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace {

using Text = std::shared_ptr<const std::string>;

/// Guarded by the mutex of the cache.
struct Entry {
  bool ended = false;  // the computation
  Text value;          // null if it has thrown
};

}  // namespace

struct ReadMostlyCache::State {
  Compute compute;
  std::mutex mutex;
  std::condition_variable one_has_ended;
  std::unordered_map<int, std::shared_ptr<Entry>> entries;  // guarded by mutex

  Text value_of(int key) {
    const auto mine = std::make_shared<Entry>();
    {
      std::unique_lock lock(mutex);
      for (;;) {
        const std::shared_ptr<Entry> entry = entries.try_emplace(key, mine).first->second;
        if (entry == mine) break;
        one_has_ended.wait(lock, [&] { return entry->ended; });
        if (entry->value != nullptr) return entry->value;
      }
    }
    Text value;
    try {
      value = std::make_shared<const std::string>(compute(key));
    } catch (...) {
      end(key, mine, nullptr);
      throw;
    }
    end(key, mine, value);
    return value;
  }

  void end(int key, const std::shared_ptr<Entry>& mine, const Text& value) {
    const std::scoped_lock lock(mutex);
    const auto found = entries.find(key);
    if (found == entries.end() || found->second != mine) return;  // forgotten: nobody finds it
    if (value == nullptr) entries.erase(found);
    mine->value = value;
    mine->ended = true;
    one_has_ended.notify_all();
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
