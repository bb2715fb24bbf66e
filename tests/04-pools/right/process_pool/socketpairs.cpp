// Right: one descriptor for a worker instead of two: a socket pair is both its input and its
// output. A single thread polls all of them; MSG_NOSIGNAL keeps SIGPIPE away.
#include "process_pool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <list>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace {

[[noreturn]] void fail(int error) {
  throw std::system_error(error, std::generic_category(), "process_pool");
}

/// A descriptor that is closed on every way out.
class Descriptor {
 public:
  Descriptor() = default;
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }
  void reset(int number = -1) {
    if (number_ >= 0) close(number_);
    number_ = number;
  }

 private:
  int number_ = -1;
};

class Worker {
 public:
  explicit Worker(std::vector<std::string> program) {
    std::array<int, 2> ends{};
    // Closed by exec, so that no other worker keeps this one's input open.
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) fail(errno);
    socket_.reset(ends[0]);
    Descriptor childs;
    childs.reset(ends[1]);
    std::vector<char*> arguments;
    for (std::string& argument : program) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, childs.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, childs.get(), STDOUT_FILENO);
    const int error =
        posix_spawnp(&process_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) fail(error);
  }

  ~Worker() {
    shutdown(socket_.get(), SHUT_WR);  // the end of its input
    std::array<char, 4096> rest{};
    while (recv(socket_.get(), rest.data(), rest.size(), 0) > 0) {
    }
    waitpid(process_, nullptr, 0);
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void begin(std::size_t number, const std::string& task) {
    number_ = number;
    to_write_ = task + '\n';
    answer_.clear();
    at_work_ = true;
  }

  bool at_work() const { return at_work_; }
  std::size_t number() const { return number_; }
  std::string take_answer() { return std::exchange(answer_, {}); }

  pollfd wants() const {
    if (!at_work_) return {-1, 0, 0};
    pollfd wanted{socket_.get(), POLLIN, 0};
    if (!to_write_.empty()) wanted.events |= POLLOUT;
    return wanted;
  }

  /// Does what can be done without waiting.
  void move_on() {
    if (!to_write_.empty()) {
      const ssize_t bytes =
          send(socket_.get(), to_write_.data(), to_write_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (bytes > 0) to_write_.erase(0, static_cast<std::size_t>(bytes));
      // It has ended, and what it has printed can still be read.
      if (bytes < 0 && errno != EAGAIN && errno != EINTR) to_write_.clear();
    }
    std::array<char, 65536> part{};
    const ssize_t bytes = recv(socket_.get(), part.data(), part.size(), MSG_DONTWAIT);
    if (bytes < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (bytes <= 0) throw std::runtime_error("a worker ended before it had answered");
    answer_.append(part.data(), static_cast<std::size_t>(bytes));
    if (answer_.back() != '\n') return;
    answer_.pop_back();
    at_work_ = false;
  }

 private:
  pid_t process_ = 0;
  Descriptor socket_;
  std::size_t number_ = 0;
  std::string to_write_;
  std::string answer_;
  bool at_work_ = false;
};

}  // namespace

std::vector<std::string> process_pool(const std::vector<std::string>& program, int workers,
                                      const std::vector<std::string>& tasks) {
  if (workers < 1) throw std::invalid_argument("process_pool: no workers");
  if (program.empty()) throw std::invalid_argument("process_pool: no program");
  for (const std::string& task : tasks) {
    if (task.find('\n') != std::string::npos) throw std::invalid_argument("process_pool: " + task);
  }
  std::vector<std::string> answers(tasks.size());
  std::list<Worker> pool;
  std::size_t next = 0;
  for (; next < std::min(static_cast<std::size_t>(workers), tasks.size()); ++next) {
    pool.emplace_back(program).begin(next, tasks[next]);
  }
  for (std::size_t answered = 0; answered < tasks.size();) {
    std::vector<pollfd> wanted;
    for (const Worker& worker : pool) wanted.push_back(worker.wants());
    if (poll(wanted.data(), wanted.size(), -1) < 0) {
      if (errno == EINTR) continue;
      fail(errno);
    }
    auto found = wanted.begin();
    for (Worker& worker : pool) {
      if ((found++)->revents == 0) continue;
      worker.move_on();
      if (worker.at_work()) continue;
      answers[worker.number()] = worker.take_answer();
      ++answered;
      if (next == tasks.size()) continue;
      worker.begin(next, tasks[next]);
      ++next;
    }
  }
  return answers;
}
