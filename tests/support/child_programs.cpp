#include "support/child_programs.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace interleave {
namespace {

constexpr const char* kNamed = "--child-entry=";
constexpr int kThrew = 70;

const ChildEntry* newest = nullptr;

std::string own_program() {
  std::array<char, PATH_MAX> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size() - 1);
  return length <= 0 ? "" : std::string(path.data());
}

}  // namespace

std::string child_program(const std::string& name) { return INTERLEAVE_CHILDREN "/" + name; }

std::vector<std::string> child_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {child_program("child")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

ChildEntry::ChildEntry(const char* name, Function run) : name_(name), run_(run), next_(newest) {
  newest = this;
}

std::vector<std::string> ChildEntry::command(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command = {own_program(), std::string(kNamed) + name_};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

void ChildEntry::run_if_named(int argc, char** argv) {
  const std::string named = argc > 1 ? argv[1] : "";
  if (named.rfind(kNamed, 0) != 0) return;
  for (const ChildEntry* entry = newest; entry != nullptr; entry = entry->next_) {
    if (named != std::string(kNamed) + entry->name_) continue;
    try {
      std::exit(entry->run_({argv + 2, argv + argc}));
    } catch (const std::exception& error) {
      std::cerr << named << ": " << error.what() << '\n';
    } catch (...) {
      std::cerr << named << ": threw what is no std::exception\n";
    }
    std::exit(kThrew);
  }
  std::cerr << named << ": no such entry\n";
  std::exit(kThrew);
}

ProcessRendezvous::ProcessRendezvous(int parties) : meeting_(parties) {
  const auto open_fifo = [this](const std::string& name) {
    // Open for both ends: it never ends.
    return open(folder_.make_fifo(name).c_str(), O_RDWR | O_CLOEXEC);
  };
  arrivals_ = open_fifo("arrivals");
  departures_ = open_fifo("departures");
  server_ = std::thread([this, parties] {
    char sign = 0;
    for (int here = 0; read(arrivals_, &sign, 1) == 1 && sign == 'a';) {
      ++here;
      if (!meeting_.arrive()) continue;
      const std::string all(here == parties ? static_cast<std::size_t>(parties) : 1, 'd');
      if (write(departures_, all.data(), all.size()) < 0) break;
    }
  });
}

ProcessRendezvous::~ProcessRendezvous() {
  if (write(arrivals_, "q", 1) == 1) server_.join();
  close(arrivals_);
  close(departures_);
}

}  // namespace interleave
