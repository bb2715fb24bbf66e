// Wrong: leaves an exception of the writing thread uncaught, which ends the program when a worker
// has died before it has read all of its task.
// Rejected by: correct (crash), race-free (crash)
#include "replace_dead_workers.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <thread>

namespace {

using interleave::ChildInput;
using interleave::ChildProcess;

constexpr int kAttempts = 2;

class Worker {
 public:
  explicit Worker(const std::vector<std::string>& program) : child_(program, ChildInput::kPipe) {}
  ~Worker() {
    child_.close_input();
    child_.wait();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// The answer, or nothing if the worker has died.
  std::optional<std::string> ask(const std::string& task) {
    const std::jthread writer([this, &task] { child_.write(task + '\n'); });
    std::string answer;
    while (answer.empty() || answer.back() != '\n') {
      const std::string part = child_.read_some();
      if (part.empty()) return std::nullopt;
      answer += part;
    }
    answer.pop_back();
    return answer;
  }

 private:
  ChildProcess child_;
};

void check(const std::vector<std::string>& program, int workers,
           const std::vector<std::string>& tasks) {
  if (workers < 1 || program.empty()) throw std::invalid_argument("replace_dead_workers");
  for (const std::string& task : tasks) {
    if (task.find('\n') != std::string::npos) {
      throw std::invalid_argument("replace_dead_workers: " + task);
    }
  }
}

}  // namespace

std::vector<std::optional<std::string>> replace_dead_workers(
    const std::vector<std::string>& program, int workers, const std::vector<std::string>& tasks) {
  check(program, workers, tasks);
  const std::size_t count = std::min(static_cast<std::size_t>(workers), tasks.size());
  std::vector<std::optional<std::string>> answers(tasks.size());
  std::vector<std::exception_ptr> errors(count);
  std::atomic<std::size_t> next = 0;

  const auto work = [&] {
    std::optional<Worker> worker;
    for (std::size_t task = next++; task < tasks.size(); task = next++) {
      for (int attempt = 0; attempt < kAttempts && !answers[task]; ++attempt) {
        if (!worker) worker.emplace(program);
        answers[task] = worker->ask(tasks[task]);
        if (!answers[task]) worker.reset();
      }
    }
  };

  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        try {
          work();
        } catch (...) {
          errors[i] = std::current_exception();
          next = tasks.size();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return answers;
}
