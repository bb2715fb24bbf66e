#include "shared_queue.hpp"

#include <array>

// TODO: this is a queue of one item in a single process. Keep the items in a mapped file, name them
// by numbers or offsets instead of pointers, and lock so that the death of a process is survived.
struct SharedQueue::State {
  std::array<char, kItemBytes> item{};
  std::size_t bytes = 0;
  std::size_t count = 0;
};

void SharedQueue::create([[maybe_unused]] const std::filesystem::path& file,
                         [[maybe_unused]] std::size_t capacity) {}

bool SharedQueue::remove(const std::filesystem::path& file) {
  return std::filesystem::remove(file);
}

SharedQueue::SharedQueue([[maybe_unused]] const std::filesystem::path& file)
    : state_(std::make_unique<State>()) {}

SharedQueue::~SharedQueue() = default;

bool SharedQueue::push(std::size_t bytes, const std::function<void(std::span<char> item)>& fill) {
  if (state_->count == 1) return false;
  fill({state_->item.data(), bytes});
  state_->bytes = bytes;
  state_->count = 1;
  return true;
}

bool SharedQueue::pop(const std::function<void(std::string_view item)>& use) {
  if (state_->count == 0) return false;
  use({state_->item.data(), state_->bytes});
  state_->count = 0;
  return true;
}

std::size_t SharedQueue::size() const { return state_->count; }
