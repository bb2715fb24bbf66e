// A child process that ends when others have, or have not, or never does. Those that are to know of
// each other share a FIFO, which each opens, and keeps open as long as it lives:
//
//   ends first CODE FIFO...  says its number in each FIFO, and ends with this code
//   ends last CODE FIFO      ends with this code when all others have that wrote into the FIFO, and
//                            its parent has had the time to notice: who waits for any child is told
//                            of this one last
//   ends never FIFO...       says its number, and never ends by itself
//   ends stubborn FIFO...    the same, and SIGTERM does not end it
//   ends family FIFO...      the same as never, with a child that never ends, either

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

namespace {

constexpr int kMisused = 64;

/// What proc(5) tells of a task from its third field on, which is the state.
std::istringstream stat_of(const std::string& task) {
  std::ifstream file("/proc/" + task + "/stat");
  std::string text;
  std::getline(file, text);
  const std::size_t after_name = text.rfind(") ");
  return std::istringstream(after_name == std::string::npos ? "" : text.substr(after_name + 2));
}

/// R runs, S sleeps, Z has ended; Z also if there is no such task any more.
char state_of(const std::string& task) {
  char state = 'Z';
  stat_of(task) >> state;
  return state;
}

/// How much our parent has computed, in ticks of the system.
std::int64_t work_of_parent() {
  constexpr int kFieldsBefore = 11;
  std::istringstream stat = stat_of(std::to_string(getppid()));
  std::string skipped;
  for (int field = 0; field < kFieldsBefore; ++field) stat >> skipped;
  std::int64_t user = 0;
  std::int64_t system = 0;
  stat >> user >> system;
  return user + system;
}

bool parent_sleeps() {
  const std::string tasks = std::to_string(getppid()) + "/task";
  std::error_code gone;
  const std::filesystem::directory_iterator all("/proc/" + tasks, gone);
  return std::all_of(begin(all), end(all), [&](const auto& task) {
    return state_of(tasks + '/' + task.path().filename().string()) == 'S';
  });
}

void wait_until(const auto& holds) {
  while (!holds()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

int end_last(const char* fifo, int code) {
  const int shared = open(fifo, O_RDONLY);
  std::string numbers;
  std::array<char, 256> block{};
  for (ssize_t bytes = 0; (bytes = read(shared, block.data(), block.size())) > 0;) {
    numbers.append(block.data(), static_cast<std::size_t>(bytes));
  }
  std::istringstream others(numbers);
  for (std::string other; others >> other;) {
    wait_until([&] { return state_of(other) == 'Z'; });
  }
  // A parent that never sleeps, because it polls, has noticed when it has worked for so long.
  const std::int64_t patience = work_of_parent() + sysconf(_SC_CLK_TCK) / 4;
  wait_until([&] { return parent_sleeps() || work_of_parent() > patience; });
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return kMisused;
  const std::string when = argv[1];
  const bool has_code = when == "first" || when == "last";
  const int code = has_code ? std::atoi(argv[2]) : 0;
  if (when == "last" && argc == 4) return end_last(argv[3], code);
  if (when == "stubborn") std::signal(SIGTERM, SIG_IGN);
  const std::string number = std::to_string(getpid()) + '\n';
  if (when == "family" && fork() == 0) {
    while (true) pause();
  }
  for (int i = has_code ? 3 : 2; i < argc; ++i) {
    const int shared = open(argv[i], O_WRONLY);
    if (write(shared, number.data(), number.size()) < 0) return kMisused;
  }
  if (has_code) return code;
  while (true) pause();
}
