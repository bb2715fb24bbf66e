// Wrong: returns the answers in the order in which they came.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "process_pool.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

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
  std::vector<std::string> answers;
  std::vector<std::exception_ptr> errors(count);
  std::mutex mutex;
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        try {
          Worker worker(program);
          for (std::size_t task = next++; task < tasks.size(); task = next++) {
            std::string answer = ask(worker.child, tasks[task]);
            const std::scoped_lock lock(mutex);
            answers.push_back(std::move(answer));
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
