// Wrong: says that it has taken all it needs when it has copied the text, but not yet the work.
// Rejected by: race-free (use after free, data race, wrong result, crash), concurrent (data race),
// correct (memory error, crash)
#include "pass_arguments.hpp"

#include <latch>
#include <utility>

std::jthread start_with_copy(const std::function<void(const std::string& text)>& work,
                             const std::string& text) {
  auto taken = std::make_shared<std::latch>(1);
  std::jthread thread([&work, &text, taken] {
    const std::string own_text = text;
    taken->count_down();
    const auto own_work = work;
    own_work(own_text);
  });
  taken->wait();
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
