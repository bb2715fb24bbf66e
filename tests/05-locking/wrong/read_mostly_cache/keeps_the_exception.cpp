// Wrong: keeps a failed computation like a value: its exception is thrown ever after.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "read_mostly_cache.hpp"

#include <future>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace {

using Result = std::shared_future<std::shared_ptr<const std::string>>;

}  // namespace

struct ReadMostlyCache::State {
  Compute compute;
  std::mutex mutex;
  std::unordered_map<int, Result> entries;

  std::shared_ptr<const std::string> value_of(int key) {
    std::unique_lock lock(mutex);
    const auto found = entries.find(key);
    if (found != entries.end()) {
      const Result result = found->second;
      lock.unlock();
      return result.get();
    }
    std::promise<std::shared_ptr<const std::string>> promise;
    const Result result = entries[key] = promise.get_future().share();
    lock.unlock();
    try {
      promise.set_value(std::make_shared<const std::string>(compute(key)));
    } catch (...) {
      promise.set_exception(std::current_exception());
    }
    return result.get();
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
