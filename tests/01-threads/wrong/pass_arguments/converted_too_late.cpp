// Wrong: copies the pointer to a local buffer; the string is made from it only in the thread.
// Rejected by: correct (memory error, wrong result), race-free (data race, wrong result)
#include "pass_arguments.hpp"

#include <array>
#include <cstdio>
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
  std::array<char, 256> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*s %d", static_cast<int>(name.size()), name.data(),
                number);
  return std::jthread([work](const std::string& label) { work(label); }, buffer.data());
}

std::jthread start_with_member(Tally& tally, int amount) {
  return std::jthread(&Tally::add, &tally, amount);
}
