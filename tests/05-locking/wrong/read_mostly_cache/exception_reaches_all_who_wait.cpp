// Wrong: those who wait for a computation that fails get its exception, too, instead of trying
// again.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "read_mostly_cache.hpp"

#include <future>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace {

using Value = std::shared_ptr<const std::string>;

struct Computation {
  std::promise<Value> promise;
  std::shared_future<Value> result = promise.get_future().share();
};

}  // namespace

struct ReadMostlyCache::State {
  Compute compute;
  std::mutex mutex;
  std::unordered_map<int, std::shared_ptr<Computation>> entries;

  Value value_of(int key) {
    std::unique_lock lock(mutex);
    const auto found = entries.find(key);
    if (found != entries.end()) {
      const std::shared_ptr<Computation> computation = found->second;
      lock.unlock();
      return computation->result.get();
    }
    const auto mine = std::make_shared<Computation>();
    entries[key] = mine;
    lock.unlock();
    try {
      mine->promise.set_value(std::make_shared<const std::string>(compute(key)));
    } catch (...) {
      lock.lock();
      const auto still = entries.find(key);
      if (still != entries.end() && still->second == mine) entries.erase(still);
      mine->promise.set_exception(std::current_exception());
    }
    return mine->result.get();
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
