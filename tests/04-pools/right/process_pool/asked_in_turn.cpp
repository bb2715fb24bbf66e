// Right: the caller asks the workers' futures in turn, some milliseconds each, so that it hears of
// a failure as soon as there is one, and then sees to it that nothing more is handed out.
#include "process_pool.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <future>
#include <stdexcept>
#include <system_error>

namespace {

using interleave::ChildInput;
using interleave::ChildProcess;

/// A child that has ended, and been waited for, on every way out of a scope.
class Worker {
 public:
  explicit Worker(const std::vector<std::string>& program) : child_(program, ChildInput::kPipe) {}
  ~Worker() {
    child_.close_input();
    child_.wait();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  std::string ask(const std::string& task) {
    const std::future<void> written =
        std::async(std::launch::async, [&] { child_.write(task + '\n'); });
    std::string answer;
    while (answer.empty() || answer.back() != '\n') {
      const std::string part = child_.read_some();
      if (part.empty()) throw std::runtime_error("a worker ended before it had answered: " + task);
      answer += part;
    }
    answer.pop_back();
    return answer;  // a broken pipe stays in the future
  }

 private:
  ChildProcess child_;
};

}  // namespace

std::vector<std::string> process_pool(const std::vector<std::string>& program, int workers,
                                      const std::vector<std::string>& tasks) {
  if (workers < 1) throw std::invalid_argument("process_pool: no workers");
  if (program.empty()) throw std::invalid_argument("process_pool: no program");
  for (const std::string& task : tasks) {
    if (task.find('\n') != std::string::npos) throw std::invalid_argument("process_pool: " + task);
  }
  std::vector<std::string> answers(tasks.size());
  std::atomic<std::size_t> next = 0;
  std::vector<std::future<void>> pool(std::min(static_cast<std::size_t>(workers), tasks.size()));
  for (std::future<void>& place : pool) {
    place = std::async(std::launch::async, [&] {
      Worker worker(program);
      for (std::size_t i = next++; i < tasks.size(); i = next++) answers[i] = worker.ask(tasks[i]);
    });
  }
  std::exception_ptr failure;
  while (!pool.empty()) {
    for (auto place = pool.begin(); place != pool.end();) {
      if (place->wait_for(std::chrono::milliseconds(5)) != std::future_status::ready) {
        ++place;
        continue;
      }
      try {
        place->get();
      } catch (...) {
        next = tasks.size();  // nothing that is still answered is of use
        if (!failure) failure = std::current_exception();
      }
      place = pool.erase(place);
    }
  }
  if (failure) std::rethrow_exception(failure);
  return answers;
}
