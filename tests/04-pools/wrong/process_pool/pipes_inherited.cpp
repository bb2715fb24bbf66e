// Wrong: starts its workers by hand, and each of them inherits our ends of the pipes of those
// before it: they do not see the end of their input as long as it lives.
// Rejected by: correct (hang), race-free (hang, deadlock), concurrent (hang)
#include "process_pool.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <exception>
#include <list>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace {

/// A worker's process, and our ends of its pipes.
class Worker {
 public:
  explicit Worker(std::vector<std::string> program) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (pipe(in.data()) != 0) fail(errno);
    if (pipe(out.data()) != 0) {
      const int error = errno;
      for (const int end : in) close(end);
      fail(error);
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    for (const int end : {in[0], in[1], out[0], out[1]}) {
      posix_spawn_file_actions_addclose(&actions, end);
    }
    std::vector<char*> arguments;
    for (std::string& argument : program) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    const int error =
        posix_spawnp(&process_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    input_ = in[1];
    output_ = out[0];
    if (error == 0) return;
    close(input_);
    close(output_);
    fail(error);
  }

  ~Worker() {
    close(input_);
    waitpid(process_, nullptr, 0);
    close(output_);
  }

  std::string ask(const std::string& task) {
    const std::jthread writer([this, text = task + '\n'] {
      std::size_t done = 0;
      while (done < text.size()) {
        const ssize_t bytes = write(input_, text.data() + done, text.size() - done);
        if (bytes < 0) return;
        done += static_cast<std::size_t>(bytes);
      }
    });
    std::string answer;
    std::array<char, 4096> part{};
    while (answer.empty() || answer.back() != '\n') {
      const ssize_t bytes = read(output_, part.data(), part.size());
      if (bytes <= 0) throw std::runtime_error("a worker ended before it had answered");
      answer.append(part.data(), static_cast<std::size_t>(bytes));
    }
    answer.pop_back();
    return answer;
  }

 private:
  [[noreturn]] static void fail(int error) {
    throw std::system_error(error, std::generic_category(), "starting a worker");
  }

  pid_t process_ = 0;
  int input_ = -1;
  int output_ = -1;
};

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
  std::list<Worker> pool;
  for (std::size_t i = 0; i < count; ++i) pool.emplace_back(program);
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    std::size_t number = 0;
    for (Worker& worker : pool) {
      threads.emplace_back([&, i = number++] {
        try {
          for (std::size_t task = next++; task < tasks.size(); task = next++) {
            answers[task] = worker.ask(tasks[task]);
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
