// Wrong: starts the new worker, and then waits for the dead one that it takes the place of: for a
// moment there are more workers than allowed.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "replace_dead_workers.hpp"

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace {

class Worker {
 public:
  explicit Worker(const std::vector<std::string>& program)
      : child_(program, interleave::ChildInput::kPipe) {}

  ~Worker() {
    child_.close_input();
    child_.wait();
  }

  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // The answer, or nothing if the worker has died.
  std::optional<std::string> ask(const std::string& task) {
    std::jthread writer([&] {
      try {
        child_.write(task + '\n');
      } catch (const std::system_error&) {
        // Nobody reads any more: the reading side sees the death.
      }
    });
    for (;;) {
      if (const auto end = buffer_.find('\n'); end != std::string::npos) {
        std::string answer = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        return answer;
      }
      const std::string part = child_.read_some();
      if (part.empty()) return std::nullopt;
      buffer_ += part;
    }
  }

 private:
  interleave::ChildProcess child_;
  std::string buffer_;
};

}  // namespace

std::vector<std::optional<std::string>> replace_dead_workers(
    const std::vector<std::string>& program, int workers, const std::vector<std::string>& tasks) {
  if (workers < 1) throw std::invalid_argument("workers must be at least 1");
  if (program.empty()) throw std::invalid_argument("no program");
  for (const std::string& task : tasks) {
    if (task.find('\n') != std::string::npos) throw std::invalid_argument("line break in a task");
  }

  std::vector<std::optional<std::string>> results(tasks.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr error;

  const auto serve = [&] {
    try {
      std::unique_ptr<Worker> worker;
      for (std::size_t i = next++; i < tasks.size(); i = next++) {
        for (int attempt = 0; attempt < 2 && !results[i]; ++attempt) {
          if (!worker) worker = std::make_unique<Worker>(program);
          results[i] = worker->ask(tasks[i]);
          if (!results[i]) worker = std::make_unique<Worker>(program);
        }
      }
    } catch (...) {
      const std::scoped_lock lock(mutex);
      if (!error) error = std::current_exception();
      next = tasks.size();
    }
  };
  {
    std::vector<std::jthread> threads;
    const std::size_t count = std::min<std::size_t>(workers, tasks.size());
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back(serve);
  }
  if (error) std::rethrow_exception(error);
  return results;
}
