// Wrong: hands out a task to each worker, and the next ones only when all of them have answered.
// Rejected by: correct (unbalanced), race-free (unbalanced), concurrent (unbalanced)
#include "process_pool.hpp"

#include <algorithm>
#include <barrier>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace {

using interleave::ChildInput;
using interleave::ChildProcess;

struct Worker {
  ChildProcess child;

  explicit Worker(const std::vector<std::string>& program) : child(program, ChildInput::kPipe) {}
  ~Worker() {
    child.close_input();
    child.wait();
  }
};

std::string ask(ChildProcess& worker, const std::string& task) {
  const std::jthread writer([&] {
    try {
      worker.write(task + '\n');
    } catch (const std::system_error&) {  // has ended, as the reader sees
    }
  });
  std::string answer;
  while (answer.empty() || answer.back() != '\n') {
    const std::string part = worker.read_some();
    if (part.empty()) throw std::runtime_error("a worker ended before it had answered");
    answer += part;
  }
  answer.pop_back();
  return answer;
}

void check(const std::vector<std::string>& program, int workers,
           const std::vector<std::string>& tasks) {
  if (workers < 1 || program.empty()) throw std::invalid_argument("process_pool");
  for (const std::string& task : tasks) {
    if (task.find('\n') != std::string::npos) throw std::invalid_argument("process_pool: " + task);
  }
}

}  // namespace

std::vector<std::string> process_pool(const std::vector<std::string>& program, int workers,
                                      const std::vector<std::string>& tasks) {
  check(program, workers, tasks);
  const std::size_t count = std::min(static_cast<std::size_t>(workers), tasks.size());
  std::vector<std::string> answers(tasks.size());
  std::vector<std::exception_ptr> errors(count);
  std::barrier round(static_cast<std::ptrdiff_t>(count));
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        try {
          Worker worker(program);
          for (std::size_t task = i; task < tasks.size() + i; task += count) {
            if (task < tasks.size()) answers[task] = ask(worker.child, tasks[task]);
            round.arrive_and_wait();
          }
        } catch (...) {
          errors[i] = std::current_exception();
          round.arrive_and_drop();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return answers;
}
