// Wrong: whoever ends first takes the first place in the results, whatever its item.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "pool_map.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <memory>

namespace {

struct Results {
  explicit Results(std::size_t count) : outcomes(count) {}

  void add(const std::function<int(int item)>& f, int item) {
    Outcome outcome;
    try {
      outcome = f(item);
    } catch (...) {
      outcome = std::current_exception();
    }
    outcomes[taken++] = std::move(outcome);
    ++ended;
    ended.notify_all();
  }

  std::vector<Outcome> outcomes;
  std::atomic<std::size_t> taken = 0;
  std::atomic<std::size_t> ended = 0;
};

}  // namespace

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  const auto results = std::make_shared<Results>(items.size());
  const bool inside = pool.get_executor().running_in_this_thread();
  for (const int item : items) {
    if (inside) {
      results->add(f, item);
    } else {
      boost::asio::post(pool, [results, &f, item] { results->add(f, item); });
    }
  }
  for (std::size_t n = results->ended; n < items.size(); n = results->ended) results->ended.wait(n);
  return std::move(results->outcomes);
}
