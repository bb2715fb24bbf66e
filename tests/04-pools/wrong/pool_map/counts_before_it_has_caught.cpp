// Wrong: a guard in the try block counts the task as ended. It is destroyed before the handler
// runs, so that the caller may go on before the exception is in its place.
// Rejected by: correct (wrong result, memory error, crash), race-free (wrong result, data race, use
// after free)
#include <atomic>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <memory>

#include "pool_map.hpp"

namespace {

struct Left {
  explicit Left(std::size_t left) : count(left) {}

  std::atomic<std::size_t> count;
};

class EndOfTask {
 public:
  explicit EndOfTask(std::shared_ptr<Left> left) : left_(std::move(left)) {}
  ~EndOfTask() {
    if (--left_->count == 0) left_->count.notify_all();
  }
  EndOfTask(const EndOfTask&) = delete;
  EndOfTask& operator=(const EndOfTask&) = delete;

 private:
  std::shared_ptr<Left> left_;
};

}  // namespace

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes(items.size());
  const auto left = std::make_shared<Left>(items.size());
  const bool inside = pool.get_executor().running_in_this_thread();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto task = [&items, &f, &outcomes, left, i] {
      try {
        const EndOfTask end(left);
        outcomes[i] = f(items[i]);
      } catch (...) {
        outcomes[i] = std::current_exception();
      }
    };
    if (inside) {
      task();
    } else {
      boost::asio::post(pool, task);
    }
  }
  for (std::size_t n = left->count; n != 0; n = left->count) left->count.wait(n);
  return outcomes;
}
