// Wrong: waits for its workers after the work only; when one of them cannot be started, those that
// run are left to themselves.
// Rejected by: correct (process left behind), race-free (process left behind)
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
  std::vector<ChildProcess> children;
  for (std::size_t i = 0; i < count; ++i) children.emplace_back(program, ChildInput::kPipe);
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        try {
          for (std::size_t task = next++; task < tasks.size(); task = next++) {
            answers[task] = ask(children[i], tasks[task]);
          }
        } catch (...) {
          errors[i] = std::current_exception();
        }
      });
    }
  }
  for (ChildProcess& child : children) child.close_input();
  for (ChildProcess& child : children) child.wait();
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return answers;
}
