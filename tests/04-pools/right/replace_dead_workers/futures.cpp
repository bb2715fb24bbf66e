// Right: a future for each place in the pool, tasks from a queue behind a mutex, and a recursion
// for the second attempt.
#include "replace_dead_workers.hpp"

#include <algorithm>
#include <cstddef>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <system_error>

namespace {

using interleave::ChildInput;
using interleave::ChildProcess;

class Pool {
 public:
  Pool(const std::vector<std::string>& program, const std::vector<std::string>& tasks)
      : program_(program), tasks_(tasks), results_(tasks.size()) {}

  void work() {
    std::unique_ptr<ChildProcess, void (*)(ChildProcess*)> worker(nullptr, end);
    while (const std::optional<std::size_t> task = take()) {
      results_[*task] = attempt(worker, tasks_[*task], 1);
    }
  }

  std::vector<std::optional<std::string>> results() { return std::move(results_); }

 private:
  static void end(ChildProcess* worker) {
    worker->close_input();
    worker->wait();
    delete worker;
  }

  std::optional<std::size_t> take() {
    const std::scoped_lock lock(mutex_);
    if (next_ == tasks_.size()) return std::nullopt;
    return next_++;
  }

  template <typename WorkerPointer>
  std::optional<std::string> attempt(WorkerPointer& worker, const std::string& task,
                                     int retries) const {
    if (!worker) worker.reset(new ChildProcess(program_, ChildInput::kPipe));
    if (std::optional<std::string> answer = ask(*worker, task)) return answer;
    worker.reset();
    return retries == 0 ? std::nullopt : attempt(worker, task, retries - 1);
  }

  static std::optional<std::string> ask(ChildProcess& worker, const std::string& task) {
    const std::future<void> written =
        std::async(std::launch::async, [&] { worker.write(task + '\n'); });
    std::string answer;
    for (std::string part; !(part = worker.read_some()).empty();) {
      answer += part;
      if (answer.back() == '\n') return answer.substr(0, answer.size() - 1);
    }
    return std::nullopt;  // what the future holds, a broken pipe, goes with it
  }

  const std::vector<std::string>& program_;
  const std::vector<std::string>& tasks_;
  std::vector<std::optional<std::string>> results_;
  std::mutex mutex_;
  std::size_t next_ = 0;  // guarded by mutex_
};

}  // namespace

std::vector<std::optional<std::string>> replace_dead_workers(
    const std::vector<std::string>& program, int workers, const std::vector<std::string>& tasks) {
  if (workers < 1 || program.empty()) throw std::invalid_argument("replace_dead_workers");
  for (const std::string& task : tasks) {
    if (task.find('\n') != std::string::npos) {
      throw std::invalid_argument("replace_dead_workers: " + task);
    }
  }
  Pool pool(program, tasks);
  std::vector<std::future<void>> places(std::min(static_cast<std::size_t>(workers), tasks.size()));
  for (std::future<void>& place : places) {
    place = std::async(std::launch::async, [&pool] { pool.work(); });
  }
  for (std::future<void>& place : places) place.wait();
  for (std::future<void>& place : places) place.get();
  return pool.results();
}
