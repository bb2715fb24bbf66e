// Right: the caller hands the tasks out itself, and a worker is started only when there is a task
// and all others are at work.
#include "process_pool.hpp"

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace {

using interleave::ChildInput;
using interleave::ChildProcess;

/// What the workers share.
struct Board {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> answers;
  std::exception_ptr error;
};

/// A process, and the two threads that write to it and read from it.
class Worker {
 public:
  Worker(const std::vector<std::string>& program, Board& board)
      : board_(board), child_(program, ChildInput::kPipe) {
    writer_ = std::jthread([this] { write_tasks(); });
    reader_ = std::jthread([this] { read_answers(); });
  }

  ~Worker() {
    {
      const std::scoped_lock lock(board_.mutex);
      done_ = true;
    }
    board_.changed.notify_all();
    writer_.join();
    reader_.join();
    child_.wait();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Requires: the board's mutex is locked, and the worker has nothing to do.
  void give(std::size_t number, const std::string& task) {
    number_ = number;
    task_ = task;
    at_work_ = true;
  }
  bool at_work() const { return at_work_; }

 private:
  void write_tasks() {
    std::unique_lock lock(board_.mutex);
    while (true) {
      board_.changed.wait(lock, [this] { return task_ || done_; });
      if (!task_) break;
      const std::string text = *task_ + '\n';
      task_.reset();
      lock.unlock();
      try {
        child_.write(text);
      } catch (const std::system_error&) {  // has ended, as the reader sees
      }
      lock.lock();
    }
    child_.close_input();
  }

  void read_answers() {
    std::string answer;
    for (std::string part; !(part = child_.read_some()).empty();) {
      answer += part;
      if (answer.back() != '\n') continue;
      answer.pop_back();
      const std::scoped_lock lock(board_.mutex);
      board_.answers[number_] = std::exchange(answer, {});
      at_work_ = false;
      board_.changed.notify_all();
    }
    const std::scoped_lock lock(board_.mutex);
    if (!at_work_) return;
    board_.error = std::make_exception_ptr(std::runtime_error("a worker ended without an answer"));
    at_work_ = false;
    board_.changed.notify_all();
  }

  Board& board_;
  ChildProcess child_;
  std::size_t number_ = 0;           // guarded by the board's mutex, as all below
  std::optional<std::string> task_;  // not yet written
  bool at_work_ = false;
  bool done_ = false;
  std::jthread writer_;
  std::jthread reader_;
};

Worker* find_idle(std::list<Worker>& pool) {
  for (Worker& worker : pool) {
    if (!worker.at_work()) return &worker;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> process_pool(const std::vector<std::string>& program, int workers,
                                      const std::vector<std::string>& tasks) {
  if (workers < 1 || program.empty()) throw std::invalid_argument("process_pool");
  for (const std::string& task : tasks) {
    if (task.find('\n') != std::string::npos) throw std::invalid_argument("process_pool: " + task);
  }
  Board board;
  board.answers.resize(tasks.size());
  std::list<Worker> pool;
  std::unique_lock lock(board.mutex);
  for (std::size_t task = 0; task < tasks.size() && !board.error; ++task) {
    Worker* idle = find_idle(pool);
    if (idle == nullptr && pool.size() < static_cast<std::size_t>(workers)) {
      lock.unlock();
      idle = &pool.emplace_back(program, board);
      lock.lock();
    }
    if (idle == nullptr) {
      board.changed.wait(lock, [&] { return (idle = find_idle(pool)) != nullptr; });
    }
    if (!board.error) idle->give(task, tasks[task]);
    board.changed.notify_all();
  }
  board.changed.wait(lock, [&] {
    for (const Worker& worker : pool) {
      if (worker.at_work()) return false;
    }
    return true;
  });
  lock.unlock();
  if (board.error) std::rethrow_exception(board.error);
  return std::move(board.answers);
}
