// Hand-over-hand list, wrong unlock order: the reader unlocks a node before it has locked the next,
// which is removed and freed in between.
#include "programs/program.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace {

using interleave::require;
using interleave::run_together;

struct Node {
  std::mutex mutex;
  int value = 0;
  std::unique_ptr<Node> next;
};

/// The value of the first node after the head; 0 if there is none.
template <bool kFixed>
int read_first(Node& head) {
  std::unique_lock head_lock(head.mutex);
  Node* const first = head.next.get();
  if (first == nullptr) return 0;
  if constexpr (!kFixed) head_lock.unlock();
  const std::lock_guard first_lock(first->mutex);
  if constexpr (kFixed) head_lock.unlock();
  return first->value;
}

/// Frees the first node after the head, which has one. Who holds it has come past the head, and is
/// waited for; nobody else can come.
void remove_first(Node& head) {
  const std::lock_guard head_lock(head.mutex);
  { const std::lock_guard wait_for_reader(head.next->mutex); }
  head.next.reset();
}

template <bool kFixed>
void read_while_removing() {
  Node head;
  head.next = std::make_unique<Node>();
  head.next->value = 1;
  const auto read = [&] {
    const int value = read_first<kFixed>(head);
    require(value == 0 || value == 1, "a value was read that was never in the list");
  };
  run_together(read, [&] { remove_first(head); });
}

const interleave::Program program{"hand_over_hand_early_unlock",
                                  {"use after free", "data race"},
                                  read_while_removing<false>,
                                  read_while_removing<true>};

}  // namespace
