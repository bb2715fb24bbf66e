// Wrong: counts deaths by the text of the task: equal tasks share their two lives.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "replace_dead_workers.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace {

using interleave::ChildInput;
using interleave::ChildProcess;

constexpr int kAttempts = 2;

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

  /// The answer, or nothing if the worker has died.
  std::optional<std::string> ask(const std::string& task) {
    const std::jthread writer([this, &task] {
      try {
        child_.write(task + '\n');
      } catch (const std::system_error&) {
        // It is dead, and the reader finds out: this must not end the pool.
      }
    });
    std::string answer;
    while (answer.empty() || answer.back() != '\n') {
      const std::string part = child_.read_some();
      if (part.empty()) return std::nullopt;  // also in the middle of a line: that is no answer
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
  if (workers < 1) throw std::invalid_argument("replace_dead_workers: needs at least one worker");
  if (program.empty()) throw std::invalid_argument("replace_dead_workers: no program is named");
  for (const std::string& task : tasks) {
    if (task.find('\n') != std::string::npos) {
      throw std::invalid_argument("replace_dead_workers: a task is more than one line: " + task);
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

  // One place in the pool: whoever holds it works off a task completely, deaths included, before it
  // takes another. No other place ever hears of a death.
  std::mutex mutex;
  std::map<std::string, int> deaths;  // by task, guarded by mutex
  const auto has_failed = [&](const std::string& task) {
    const std::scoped_lock lock(mutex);
    return deaths[task] >= kAttempts;
  };

  const auto work = [&] {
    std::optional<Worker> worker;
    for (std::size_t task = next++; task < tasks.size(); task = next++) {
      while (!answers[task] && !has_failed(tasks[task])) {
        if (!worker) worker.emplace(program);
        answers[task] = worker->ask(tasks[task]);
        if (answers[task]) continue;
        worker.reset();  // waits for it, before another one takes its place
        const std::scoped_lock lock(mutex);
        ++deaths[tasks[task]];
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
