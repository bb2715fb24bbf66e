// Right: the thread takes its own copies, and the function returns only when it has taken them.
#include "pass_arguments.hpp"

#include <latch>
#include <utility>

namespace {

/// Runs on a new thread `call(take())`, and returns when `take` has returned there.
template <typename Take, typename Call>
std::jthread start_when_taken(const Take& take, const Call& call) {
  // Shared: count_down may still be on its way out when wait has returned.
  auto taken = std::make_shared<std::latch>(1);
  std::jthread thread([&, taken] {
    auto own = take();
    const Call own_call = call;
    taken->count_down();
    own_call(std::move(own));
  });
  taken->wait();
  return thread;
}

}  // namespace

std::jthread start_with_copy(const std::function<void(const std::string& text)>& work,
                             const std::string& text) {
  return start_when_taken([&] { return text; }, work);
}

std::jthread start_with_reference(const std::function<void(std::vector<int>& numbers)>& work,
                                  std::vector<int>& numbers) {
  return start_when_taken([&] { return std::ref(numbers); }, work);
}

std::jthread start_with_ownership(
    const std::function<void(std::unique_ptr<std::vector<int>> box)>& work,
    std::unique_ptr<std::vector<int>> box) {
  return start_when_taken([&] { return std::move(box); }, work);
}

std::jthread start_with_label(const std::function<void(std::string_view label)>& work,
                              std::string_view name, int number) {
  return start_when_taken([&] { return std::string(name) + ' ' + std::to_string(number); }, work);
}

std::jthread start_with_member(Tally& tally, int amount) {
  return start_when_taken([&] { return amount; }, [tally = &tally](int own) { tally->add(own); });
}
