// Wrong: a computation that throws drops the entry of its key, although it has been forgotten and
// the entry is that of a newer value.
// Rejected by: correct (wrong result), race-free (wrong result)
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
  std::unordered_map<int, std::shared_ptr<Computation>> entries;  // guarded by mutex

  Value value_of(int key) {
    for (;;) {
      std::unique_lock lock(mutex);
      const auto [found, is_mine] = entries.try_emplace(key);
      if (is_mine) found->second = std::make_shared<Computation>();
      const std::shared_ptr<Computation> computation = found->second;
      lock.unlock();
      if (is_mine) return fulfil(key, *computation);
      try {
        return computation->result.get();
      } catch (...) {  // what another call of compute threw: look again
      }
    }
  }

  Value fulfil(int key, Computation& mine) {
    try {
      mine.promise.set_value(std::make_shared<const std::string>(compute(key)));
    } catch (...) {
      {  // Gone before anybody hears of it, so that nobody finds it twice.
        const std::scoped_lock lock(mutex);
        entries.erase(key);
      }
      mine.promise.set_exception(std::current_exception());
    }
    return mine.result.get();
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
