// Right: std::async instead of threads, and a queue of tasks behind a mutex.
#include "process_pool.hpp"

#include <algorithm>
#include <cstddef>
#include <future>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace {

using interleave::ChildInput;
using interleave::ChildProcess;

class Queue {
 public:
  explicit Queue(std::size_t count) : count_(count) {}

  std::optional<std::size_t> take() {
    const std::scoped_lock lock(mutex_);
    if (next_ >= count_) return std::nullopt;
    return next_++;
  }

 private:
  std::mutex mutex_;
  std::size_t next_ = 0;  // guarded by mutex_
  const std::size_t count_;
};

std::string ask(ChildProcess& worker, const std::string& task) {
  const std::future<void> written =
      std::async(std::launch::async, [&] { worker.write(task + '\n'); });
  std::string answer;
  while (answer.find('\n') == std::string::npos) {
    const std::string part = worker.read_some();
    if (part.empty()) throw std::runtime_error("a worker ended before it had answered");
    answer += part;
  }
  answer.pop_back();
  return answer;  // a future of std::async waits in its destructor, and drops an exception
}

void work(const std::vector<std::string>& program, const std::vector<std::string>& tasks,
          Queue& queue, std::vector<std::string>& answers) {
  ChildProcess worker(program, ChildInput::kPipe);
  const auto end = [&] {
    worker.close_input();
    worker.wait();
  };
  try {
    while (const std::optional<std::size_t> task = queue.take()) {
      answers[*task] = ask(worker, tasks[*task]);
    }
  } catch (...) {
    end();
    throw;
  }
  end();
}

}  // namespace

std::vector<std::string> process_pool(const std::vector<std::string>& program, int workers,
                                      const std::vector<std::string>& tasks) {
  if (workers < 1 || program.empty()) throw std::invalid_argument("process_pool");
  for (const std::string& task : tasks) {
    if (task.find('\n') != std::string::npos) throw std::invalid_argument("process_pool: " + task);
  }
  Queue queue(tasks.size());
  std::vector<std::string> answers(tasks.size());
  std::vector<std::future<void>> pool;
  const std::size_t count = std::min(static_cast<std::size_t>(workers), tasks.size());
  for (std::size_t i = 0; i < count; ++i) {
    pool.push_back(std::async(std::launch::async, [&] { work(program, tasks, queue, answers); }));
  }
  for (std::future<void>& worker : pool) worker.wait();
  for (std::future<void>& worker : pool) worker.get();
  return answers;
}
