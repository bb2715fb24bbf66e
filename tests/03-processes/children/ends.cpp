// A child process that ends when others have or have not. Those that are together share a FIFO:
//
//   ends first FIFO CODE   says its number, ends with this code, and closes the FIFO with that
//   ends never FIFO        the same, but it never ends by itself
//   ends last FIFO CODE    ends with this code when the others have, and its parent has had the
//   time
//                          to notice: who waits for any child is told of this one last

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

namespace {

constexpr int kMisused = 64;

/// As in proc(5): R runs, S sleeps, Z has ended; Z also if there is no such task any more.
char state_of(const std::string& task) {
  std::ifstream file("/proc/" + task + "/stat");
  std::string text;
  std::getline(file, text);
  const std::size_t after_name = text.rfind(") ");
  return after_name == std::string::npos ? 'Z' : text.at(after_name + 2);
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
  // A parent that never sleeps, because it polls, is not waited for.
  constexpr int kPatience = 300;
  for (int wait = 0; wait < kPatience && !holds(); ++wait) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
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
  wait_until(parent_sleeps);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return kMisused;
  const std::string when = argv[1];
  const int code = argc > 3 ? std::atoi(argv[3]) : 0;
  if (when == "last") return end_last(argv[2], code);
  const int shared = open(argv[2], O_WRONLY);
  const std::string number = std::to_string(getpid()) + '\n';
  if (write(shared, number.data(), number.size()) < 0) return kMisused;
  while (when == "never") pause();
  return code;
}
