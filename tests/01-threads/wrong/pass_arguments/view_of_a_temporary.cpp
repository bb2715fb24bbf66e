// Wrong: the view looks at a temporary string that has ended before the thread even starts.
// Rejected by: correct (memory error, wrong result), race-free (data race, use after free, wrong
// result)
#include "pass_arguments.hpp"

#include <utility>

std::jthread start_with_copy(const std::function<void(const std::string& text)>& work,
                             const std::string& text) {
  return std::jthread(work, text);
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
  const std::string_view label = std::string(name) + ' ' + std::to_string(number);
  return std::jthread(work, label);
}

std::jthread start_with_member(Tally& tally, int amount) {
  return std::jthread(&Tally::add, &tally, amount);
}
