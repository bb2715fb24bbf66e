// Hand-over-hand list, missing lock: removal locks the node before, but not the node that goes.
#include "programs/program.hpp"

#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

struct Node {
  std::mutex mutex;
  int value;
  Node* next;
};

/// Unlinks the node that holds `value`, which is in the list.
template <bool kFixed>
void remove(Node& head, int value) {
  std::unique_lock before_lock(head.mutex);
  Node* before = &head;
  while (before->next->value != value) {
    Node* const next = before->next;
    std::unique_lock next_lock(next->mutex);
    before_lock.swap(next_lock);
    before = next;
  }
  Node* const victim = before->next;
  std::unique_lock victim_lock(victim->mutex, std::defer_lock);
  if constexpr (kFixed) victim_lock.lock();
  before->next = victim->next;
}

template <bool kFixed>
void remove_neighbours() {
  Node second{{}, 2, nullptr};
  Node first{{}, 1, &second};
  Node head{{}, 0, &first};
  run_together([&] { remove<kFixed>(head, 1); }, [&] { remove<kFixed>(head, 2); });
  require(head.next == nullptr, "a node that was removed is still in the list");
}

const interleave::Program program{"hand_over_hand_missing_lock",
                                  {"data race"},
                                  remove_neighbours<false>,
                                  remove_neighbours<true>};

}  // namespace
