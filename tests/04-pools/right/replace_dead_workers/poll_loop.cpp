// Right: a single thread that waits for all pipes at once with poll, starts its workers by
// posix_spawn, and works on until no worker is left.
#include "replace_dead_workers.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <list>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace {

[[noreturn]] void fail(int error) {
  throw std::system_error(error, std::generic_category(), "replace_dead_workers");
}

/// A descriptor that is closed on every way out.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }
  void reset(int number = -1) {
    if (number_ >= 0) close(number_);
    number_ = number;
  }

 private:
  int number_;
};

/// Closed by exec: what another worker held of this pipe would keep its end from coming.
void make_pipe(Descriptor& read_end, Descriptor& write_end) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail(errno);
  read_end.reset(ends[0]);
  write_end.reset(ends[1]);
}

struct Worker {
  pid_t process = 0;
  Descriptor input;
  Descriptor output;
  std::size_t task = 0;
  std::string to_write;
  std::string answer;
  bool at_work = false;
  bool dead = false;

  explicit Worker(std::vector<std::string> program) {
    Descriptor in;
    Descriptor out;
    make_pipe(in, input);
    make_pipe(output, out);
    fcntl(input.get(), F_SETFL, O_NONBLOCK);
    std::vector<char*> arguments;
    for (std::string& argument : program) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.get(), STDOUT_FILENO);
    const int error =
        posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) fail(error);
  }

  ~Worker() {
    input.reset();
    // What it still prints has to go somewhere, or it would never come to its end.
    std::array<char, 4096> rest{};
    while (read(output.get(), rest.data(), rest.size()) > 0) {
    }
    waitpid(process, nullptr, 0);
  }

  void begin(std::size_t number, const std::string& text) {
    task = number;
    to_write = text + '\n';
    answer.clear();
    at_work = true;
  }

  void write_some() {
    const ssize_t bytes = write(input.get(), to_write.data(), to_write.size());
    if (bytes > 0) to_write.erase(0, static_cast<std::size_t>(bytes));
    if (bytes < 0 && errno != EAGAIN) to_write.clear();  // has ended: the end of its output tells
  }

  void read_some() {
    std::array<char, 65536> part{};
    const ssize_t bytes = read(output.get(), part.data(), part.size());
    dead = bytes <= 0;
    if (dead) return;
    answer.append(part.data(), static_cast<std::size_t>(bytes));
    if (answer.back() == '\n') at_work = false;
  }
};

/// Waits until workers can be written to or read from, and does it.
void move_on(std::list<Worker>& pool) {
  std::vector<pollfd> ends;
  for (const Worker& worker : pool) {
    ends.push_back(
        {worker.at_work && !worker.to_write.empty() ? worker.input.get() : -1, POLLOUT, 0});
    ends.push_back({worker.at_work ? worker.output.get() : -1, POLLIN, 0});
  }
  if (poll(ends.data(), ends.size(), -1) < 0) fail(errno);
  auto end = ends.begin();
  for (Worker& worker : pool) {
    if ((end++)->revents != 0) worker.write_some();
    if ((end++)->revents != 0) worker.read_some();
  }
}

}  // namespace

std::vector<std::optional<std::string>> replace_dead_workers(
    const std::vector<std::string>& program, int workers, const std::vector<std::string>& tasks) {
  if (workers < 1 || program.empty()) throw std::invalid_argument("replace_dead_workers");
  for (const std::string& task : tasks) {
    if (task.find('\n') != std::string::npos) {
      throw std::invalid_argument("replace_dead_workers: " + task);
    }
  }
  // Blocked for this thread and the one signal that a worker which has ended may bring.
  sigset_t broken_pipe;
  sigset_t before;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, &before);
  struct Restore {
    const sigset_t& broken_pipe;
    const sigset_t& before;
    ~Restore() {
      const timespec at_once{};
      while (sigtimedwait(&broken_pipe, nullptr, &at_once) > 0) {
      }
      pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }
  };
  const Restore restore{broken_pipe, before};

  std::vector<std::optional<std::string>> answers(tasks.size());
  std::vector<int> attempts(tasks.size());
  std::size_t next = 0;
  const std::size_t most = std::min(static_cast<std::size_t>(workers), tasks.size());
  std::list<Worker> pool;
  const auto fill = [&] {
    for (; pool.size() < most && next < tasks.size(); ++next) {
      pool.emplace_back(program).begin(next, tasks[next]);
    }
  };
  for (fill(); !pool.empty(); fill()) {
    move_on(pool);
    for (auto worker = pool.begin(); worker != pool.end();) {
      const std::size_t task = worker->task;
      if (worker->dead) {
        worker = pool.erase(worker);  // waited for
        if (++attempts[task] == 2) continue;
        pool.emplace_front(program).begin(task, tasks[task]);
      } else if (!worker->at_work) {
        worker->answer.pop_back();
        answers[task] = std::move(worker->answer);
        if (next < tasks.size()) {
          worker->begin(next, tasks[next]);
          ++next;
          ++worker;
        } else {
          worker = pool.erase(worker);
        }
      } else {
        ++worker;
      }
    }
  }
  return answers;
}
