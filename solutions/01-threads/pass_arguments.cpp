#include "pass_arguments.hpp"

#include <utility>

// A thread's constructor copies (or moves) its function and every argument into storage that the
// new thread owns. That is the safe default; the comments mark where it is not what is wanted.

std::jthread start_with_copy(const std::function<void(const std::string& text)>& work,
                             const std::string& text) {
  return std::jthread(work, text);
}

std::jthread start_with_reference(const std::function<void(std::vector<int>& numbers)>& work,
                                  std::vector<int>& numbers) {
  // std::ref, because the thread would work on its own copy otherwise.
  return std::jthread(work, std::ref(numbers));
}

std::jthread start_with_ownership(
    const std::function<void(std::unique_ptr<std::vector<int>> box)>& work,
    std::unique_ptr<std::vector<int>> box) {
  return std::jthread(work, std::move(box));
}

std::jthread start_with_label(const std::function<void(std::string_view label)>& work,
                              std::string_view name, int number) {
  // The thread gets the std::string: a copied string_view would still look at characters here,
  // which end with this function. The string turns into a view in the thread, for the call.
  return std::jthread(work, std::string(name) + ' ' + std::to_string(number));
}

std::jthread start_with_member(Tally& tally, int amount) {
  // The address, because a member function that is given an object is called on a copy of it.
  return std::jthread(&Tally::add, &tally, amount);
}
