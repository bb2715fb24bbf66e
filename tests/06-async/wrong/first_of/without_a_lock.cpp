// Wrong: looks whether there is an answer, and writes its own, without a lock.
// Rejected by: race-free (data race, wrong result, crash, use after free), correct (wrong result,
// memory error, crash, leak), concurrent (data race, crash, use after free)
#include "first_of.hpp"

#include <cstddef>
#include <exception>
#include <optional>
#include <stdexcept>
#include <thread>

std::string first_of(const std::vector<Mirror>& mirrors) {
  if (mirrors.empty()) throw std::invalid_argument("first_of: no mirrors to ask");
  std::stop_source stop;
  std::optional<std::string> answer;
  std::vector<std::exception_ptr> failures(mirrors.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < mirrors.size(); ++i) {
      threads.emplace_back([&, i] {
        try {
          std::string mine = mirrors[i](stop.get_token());
          if (answer) return;
          answer = std::move(mine);
        } catch (...) {
          failures[i] = std::current_exception();
          return;
        }
        stop.request_stop();
      });
    }
  }
  if (!answer) std::rethrow_exception(failures.front());
  return *std::move(answer);
}
