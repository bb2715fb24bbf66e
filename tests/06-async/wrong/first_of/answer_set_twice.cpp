// Wrong: fulfils a promise with each answer: the second one is an exception, in a thread that has
// nobody to catch it.
// Rejected by: correct (crash), race-free (crash), concurrent (crash)
#include "first_of.hpp"

#include <atomic>
#include <cstddef>
#include <exception>
#include <future>
#include <stdexcept>
#include <thread>

std::string first_of(const std::vector<Mirror>& mirrors) {
  if (mirrors.empty()) throw std::invalid_argument("first_of: no mirrors to ask");
  std::stop_source stop;
  std::promise<std::string> answer;
  std::future<std::string> first = answer.get_future();
  std::atomic<bool> answered = false;
  std::vector<std::exception_ptr> failures(mirrors.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < mirrors.size(); ++i) {
      threads.emplace_back([&, i] {
        std::string mine;
        try {
          mine = mirrors[i](stop.get_token());
        } catch (...) {
          failures[i] = std::current_exception();
          return;
        }
        answered = true;
        stop.request_stop();
        answer.set_value(std::move(mine));
      });
    }
  }
  if (!answered) std::rethrow_exception(failures.front());
  return first.get();
}
