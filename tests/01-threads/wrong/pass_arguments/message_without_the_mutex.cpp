// Wrong: the thread says that it has taken its copies without the mutex, maybe just after the
// caller has looked and just before it waits.
// Rejected by: race-free (lost wake-up), concurrent (serial), correct (hang)
#include "pass_arguments.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace {

struct Message {
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<bool> taken = false;
};

}  // namespace

std::jthread start_with_copy(const std::function<void(const std::string& text)>& work,
                             const std::string& text) {
  auto message = std::make_shared<Message>();
  std::jthread thread([&work, &text, message] {
    const auto own_work = work;
    const std::string own_text = text;
    message->taken = true;
    message->changed.notify_one();
    own_work(own_text);
  });
  std::unique_lock lock(message->mutex);
  while (!message->taken) message->changed.wait(lock);
  return thread;
}

std::jthread start_with_reference(const std::function<void(std::vector<int>& numbers)>& work,
                                  std::vector<int>& numbers) {
  return std::jthread(work, std::ref(numbers));
}

std::jthread start_with_ownership(
    const std::function<void(std::unique_ptr<std::vector<int>> box)>& work,
    std::unique_ptr<std::vector<int>> box) {
  return std::jthread(work, std::move(box));
}

std::jthread start_with_label(const std::function<void(std::string_view label)>& work,
                              std::string_view name, int number) {
  return std::jthread(work, std::string(name) + ' ' + std::to_string(number));
}

std::jthread start_with_member(Tally& tally, int amount) {
  return std::jthread(&Tally::add, &tally, amount);
}
