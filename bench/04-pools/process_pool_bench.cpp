// What it costs to hand a task to another process: workers that only echo their lines, and forked
// ones that take numbers from memory they share.

#include "process_pool.hpp"

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "ways.hpp"
#include "workers.hpp"

namespace {

std::vector<std::string> make_tasks(std::size_t count) {
  std::vector<std::string> tasks;
  for (std::size_t i = 0; i < count; ++i) tasks.push_back(std::to_string(i));
  return tasks;
}

/// The numbers as the processes leave them.
std::vector<std::string> by_forks(std::size_t count) {
  const std::size_t bytes = count * sizeof(std::size_t);
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  auto* numbers = static_cast<std::size_t*>(memory);
  by_processes(count, [numbers](std::size_t i) { numbers[i] = i; });
  std::vector<std::string> answers;
  for (std::size_t i = 0; i < count; ++i) answers.push_back(std::to_string(numbers[i]));
  munmap(memory, bytes);
  return answers;
}

const bool registered = [] {
  for (const std::size_t count : {100U, 1'000U, 10'000U}) {
    Job<std::vector<std::string>> job("tasks for processes", static_cast<std::int64_t>(count),
                                      [count] { return make_tasks(count); });
    job.is_about_cost();
    for (const int each : {1, 2, 3, 4, 8}) {
      job.add(
          "answer",
          [count, each] {
            return process_pool({"sed", "-u", ""}, each, make_tasks(count));
          },
          each);
    }
    job.add("forks that share memory", [count] { return by_forks(count); });
  }
  return true;
}();

}  // namespace
