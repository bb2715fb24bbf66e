#include "pass_arguments.hpp"

// TODO: each of these functions has to start a thread and to return it. Ask of every argument: who
// owns it while the thread runs?

std::jthread start_with_copy(
    [[maybe_unused]] const std::function<void(const std::string& text)>& work,
    [[maybe_unused]] const std::string& text) {
  return {};
}

std::jthread start_with_reference(
    [[maybe_unused]] const std::function<void(std::vector<int>& numbers)>& work,
    [[maybe_unused]] std::vector<int>& numbers) {
  return {};
}

std::jthread start_with_ownership(
    [[maybe_unused]] const std::function<void(std::unique_ptr<std::vector<int>> box)>& work,
    [[maybe_unused]] std::unique_ptr<std::vector<int>> box) {
  return {};
}

std::jthread start_with_label(
    [[maybe_unused]] const std::function<void(std::string_view label)>& work,
    [[maybe_unused]] std::string_view name, [[maybe_unused]] int number) {
  return {};
}

std::jthread start_with_member([[maybe_unused]] Tally& tally, [[maybe_unused]] int amount) {
  return {};
}
