// Wrong: reads nothing before the whole task is written, while the worker reads no more of it until
// somebody reads what it has printed; and a worker that has ended is a broken pipe then.
// Rejected by: correct (hang, wrong result), race-free (hang, deadlock, wrong result)
#include "process_pool.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <stdexcept>
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
  worker.write(task + '\n');
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
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        try {
          Worker worker(program);
          for (std::size_t task = next++; task < tasks.size(); task = next++) {
            answers[task] = ask(worker.child, tasks[task]);
          }
        } catch (...) {
          errors[i] = std::current_exception();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return answers;
}
