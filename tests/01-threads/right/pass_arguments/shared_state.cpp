// Right: everything that the thread needs lives in one shared object on the heap.
#include "pass_arguments.hpp"

#include <utility>

std::jthread start_with_copy(const std::function<void(const std::string& text)>& work,
                             const std::string& text) {
  auto shared = std::make_shared<std::pair<decltype(std::function(work)), std::string>>(work, text);
  return std::jthread([shared] { shared->first(shared->second); });
}

std::jthread start_with_reference(const std::function<void(std::vector<int>& numbers)>& work,
                                  std::vector<int>& numbers) {
  auto shared = std::make_shared<decltype(std::function(work))>(work);
  return std::jthread([shared, pointer = &numbers] { (*shared)(*pointer); });
}

std::jthread start_with_ownership(
    const std::function<void(std::unique_ptr<std::vector<int>> box)>& work,
    std::unique_ptr<std::vector<int>> box) {
  std::shared_ptr<std::vector<int>*> released(new std::vector<int>*(box.release()));
  return std::jthread([work, released] { work(std::unique_ptr<std::vector<int>>(*released)); });
}

std::jthread start_with_label(const std::function<void(std::string_view label)>& work,
                              std::string_view name, int number) {
  auto label = std::make_shared<std::string>(name);
  *label += ' ' + std::to_string(number);
  return std::jthread([work, label] { work(*label); });
}

std::jthread start_with_member(Tally& tally, int amount) {
  return std::jthread(std::bind_front(&Tally::add, std::ref(tally), amount));
}
