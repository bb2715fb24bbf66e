// Wrong: hands out a task, waits for its answer, and only then turns to the next worker.
// Rejected by: correct (unbalanced), race-free (unbalanced), concurrent (serial, unbalanced)
#include "process_pool.hpp"

#include <algorithm>
#include <cstddef>
#include <list>
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
  std::list<Worker> pool;
  for (std::size_t i = 0; i < count; ++i) pool.emplace_back(program);
  auto worker = pool.begin();
  for (std::size_t task = 0; task < tasks.size(); ++task) {
    answers[task] = ask(worker->child, tasks[task]);
    if (++worker == pool.end()) worker = pool.begin();
  }
  return answers;
}
