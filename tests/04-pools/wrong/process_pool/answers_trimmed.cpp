// Wrong: cuts all white space off the end of an answer, and not just the end of the line.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "process_pool.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace {

using interleave::ChildInput;
using interleave::ChildProcess;

/// A child that has ended, and been waited for, on every way out of a scope.
class Worker {
 public:
  explicit Worker(const std::vector<std::string>& program) : child_(program, ChildInput::kPipe) {}
  ~Worker() {
    child_.close_input();  // first: it ends when its input does
    child_.wait();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  std::string ask(const std::string& task) {
    // Written by another thread: a pipe holds 64 KiB, and a worker that prints while it reads
    // would wait for us to read while we waited for it to read.
    const std::jthread writer([this, &task] {
      try {
        child_.write(task + '\n');
      } catch (const std::system_error&) {
        // The worker has ended. The reader sees the end of its output, and tells.
      }
    });
    std::string answer;
    while (answer.empty() || answer.back() != '\n') {  // a part of a line is no answer yet
      const std::string part = child_.read_some();
      if (part.empty()) throw std::runtime_error("a worker ended before it had answered: " + task);
      answer += part;
    }
    answer.erase(answer.find_last_not_of(" \t\r\n") + 1);
    return answer;
  }

 private:
  ChildProcess child_;
};

void check(const std::vector<std::string>& program, int workers,
           const std::vector<std::string>& tasks) {
  if (workers < 1) throw std::invalid_argument("process_pool: needs at least one worker");
  if (program.empty()) throw std::invalid_argument("process_pool: no program is named");
  for (const std::string& task : tasks) {
    if (task.find('\n') != std::string::npos) {
      throw std::invalid_argument("process_pool: a task is more than one line: " + task);
    }
  }
}

}  // namespace

std::vector<std::string> process_pool(const std::vector<std::string>& program, int workers,
                                      const std::vector<std::string>& tasks) {
  check(program, workers, tasks);
  const std::size_t count = std::min(static_cast<std::size_t>(workers), tasks.size());
  std::vector<std::string> answers(tasks.size());
  std::vector<std::exception_ptr> errors(count);
  std::atomic<std::size_t> next = 0;
  {
    // A thread for each worker, because both writing and reading wait. A thread takes the next task
    // when its worker is free: shares that are dealt out beforehand would have tasks wait behind a
    // slow one while other workers have nothing to do.
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        try {
          Worker worker(program);
          for (std::size_t task = next++; task < tasks.size(); task = next++) {
            answers[task] = worker.ask(tasks[task]);
          }
        } catch (...) {
          errors[i] = std::current_exception();
          next = tasks.size();  // nothing that is still answered is of use
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return answers;
}
