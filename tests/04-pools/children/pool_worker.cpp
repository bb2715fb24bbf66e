// A worker of a pool: answers each line that it reads with a line, and ends when its input does.
//
//   say WORD            WORD
//   number              the number of its process
//   bytes COUNT         so many x
//   sign FIFO WORD      writes a byte into the FIFO; WORD
//   wait FIFO WORD      waits for a byte from the FIFO; WORD
//   meet FOLDER         waits in a ProcessRendezvous; "met"
//   siblings            how many other children its parent has, zombies too
//   die                 is killed
//   vanish PROGRAM      removes this file, and is killed
//   half WORD           prints WORD without the end of the line, and is killed
//   last WORD           WORD, and ends at once
//   die-at COUNT WORD   is killed when any worker begins this task for the first COUNT times; then
//                       WORD. Needs a log
//   half-at COUNT WORD  the same, but prints the first half of an answer before
//   slow-death WORD     the first time closes its output, logs "siblings" and how many there are
//                       when its parent has nothing to do but to wait, and ends; then WORD. Needs
//                       a log
//
// With an argument it keeps a log in that file, shared by all workers: a line "start" when it
// starts, "begin <task>" for each task, and "end" when its input has ended.

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>

namespace {

std::string log_file;

void print(int descriptor, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t bytes = write(descriptor, text.data() + done, text.size() - done);
    if (bytes <= 0) _exit(1);
    done += static_cast<std::size_t>(bytes);
  }
}

void log(const std::string& line) {
  if (log_file.empty()) return;
  const int file = open(log_file.c_str(), O_WRONLY | O_APPEND | O_CREAT, 0600);
  print(file, line + '\n');
  close(file);
}

int times_begun(const std::string& task) {
  std::ifstream file(log_file);
  int count = 0;
  for (std::string line; std::getline(file, line);) {
    if (line == "begin " + task) ++count;
  }
  return count;
}

void take_byte(const std::string& fifo) {
  const int descriptor = open(fifo.c_str(), O_RDONLY);
  char byte = 0;
  if (read(descriptor, &byte, 1) != 1) _exit(1);
  close(descriptor);
}

void give_byte(const std::string& fifo) {
  const int descriptor = open(fifo.c_str(), O_WRONLY);
  print(descriptor, "a");  // what a ProcessRendezvous counts
  close(descriptor);
}

[[noreturn]] void be_killed() {
  raise(SIGKILL);
  _exit(1);
}

/// The state and the parent of a process.
std::pair<char, pid_t> state_of(const std::string& process) {
  std::ifstream stat("/proc/" + process + "/stat");
  std::string text;
  std::getline(stat, text);
  char state = '?';
  pid_t parent = 0;
  std::istringstream(text.substr(std::min(text.size(), text.rfind(") ") + 2))) >> state >> parent;
  return {state, parent};
}

int siblings() {
  int count = 0;
  DIR* directory = opendir("/proc");
  while (const dirent* entry = readdir(directory)) {
    const std::string name = entry->d_name;
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (state_of(name).second == getppid() && name != std::to_string(getpid())) ++count;
  }
  closedir(directory);
  return count;
}

bool all_threads_sleep(pid_t process) {
  const std::string threads = "/proc/" + std::to_string(process) + "/task";
  DIR* directory = opendir(threads.c_str());
  bool all = true;
  while (const dirent* entry = readdir(directory)) {
    if (entry->d_name[0] == '.') continue;
    all = all && state_of(std::to_string(process) + "/task/" + entry->d_name).first == 'S';
  }
  closedir(directory);
  return all;
}

/// What the parent can do, it has done then; so has one that asks again and again.
void wait_until_parent_sleeps() {
  constexpr int kMostLooks = 10'000;
  for (int look = 0; look < kMostLooks && !all_threads_sleep(getppid()); ++look) usleep(100);
}

std::string answer(const std::string& task) {
  std::istringstream words(task);
  std::string what;
  words >> what;
  const auto word = [&] {
    std::string next;
    words >> next;
    return next;
  };
  if (what == "say") return word();
  if (what == "number") return std::to_string(getpid());
  if (what == "bytes") {
    std::string bytes(std::stoul(word()), 'x');
    return bytes;
  }
  if (what == "sign") {
    give_byte(word());
    return word();
  }
  if (what == "wait") {
    take_byte(word());
    return word();
  }
  if (what == "meet") {
    const std::string folder = word();
    give_byte(folder + "/arrivals");
    take_byte(folder + "/departures");
    return "met";
  }
  if (what == "siblings") return std::to_string(siblings());
  if (what == "die") be_killed();
  if (what == "vanish") {
    unlink(word().c_str());
    be_killed();
  }
  if (what == "half") {
    print(STDOUT_FILENO, word());
    be_killed();
  }
  if (what == "last") {
    print(STDOUT_FILENO, word() + '\n');
    _exit(0);
  }
  if (what == "die-at" || what == "half-at") {
    const int deaths = std::stoi(word());
    std::string survivor = word();
    if (times_begun(task) > deaths) return survivor;
    if (what == "half-at") print(STDOUT_FILENO, survivor.substr(0, survivor.size() / 2));
    be_killed();
  }
  if (what == "slow-death") {
    if (times_begun(task) > 1) return word();
    close(STDOUT_FILENO);
    wait_until_parent_sleeps();
    log("siblings " + std::to_string(siblings()));
    _exit(1);
  }
  return "unknown task: " + task;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) log_file = argv[1];
  log("start");
  for (std::string task; std::getline(std::cin, task);) {
    log("begin " + task);
    print(STDOUT_FILENO, answer(task) + '\n');
  }
  log("end");
}
