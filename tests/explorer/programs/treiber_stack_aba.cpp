// Treiber stack, ABA: the head is the node that it was, but the stack beneath it is another. Nodes
// are indices, so no memory is reused; the cure is a version beside the index.
#include "programs/program.hpp"

#include <array>
#include <atomic>
#include <cstddef>

namespace {

using interleave::require;
using interleave::run_together;

constexpr std::size_t kNodes = 2;
constexpr std::size_t kNone = kNodes;

template <bool kFixed>
class Stack {
 public:
  void push(std::size_t node) {
    std::size_t head = head_.load();
    do {
      next_.at(node).store(node_of(head));
    } while (!head_.compare_exchange_strong(head, successor(head, node)));
  }

  /// A node, or kNone if the stack is empty.
  std::size_t pop() {
    std::size_t head = head_.load();
    while (node_of(head) != kNone) {
      const std::size_t next = next_.at(node_of(head)).load();
      if (head_.compare_exchange_strong(head, successor(head, next))) break;
    }
    return node_of(head);
  }

 private:
  static constexpr std::size_t kVersion = kNone + 1;  // a head is version * kVersion + node

  static std::size_t node_of(std::size_t head) { return head % kVersion; }

  /// The head that follows `head`, with `node` at the top.
  static std::size_t successor(std::size_t head, std::size_t node) {
    return kFixed ? (head / kVersion + 1) * kVersion + node : node;
  }

  std::array<std::atomic<std::size_t>, kNodes> next_{};
  std::atomic<std::size_t> head_{kNone};
};

template <bool kFixed>
void pop_while_another_pops_and_pushes() {
  Stack<kFixed> stack;
  stack.push(1);
  stack.push(0);
  std::size_t first = kNone;
  std::size_t second = kNone;
  const auto pop = [&] { first = stack.pop(); };
  const auto pop_two_push_one = [&] {
    const std::size_t back = stack.pop();
    second = stack.pop();
    if (back != kNone) stack.push(back);
  };
  run_together(pop, pop_two_push_one);

  std::array<int, kNodes + 1> owners{};
  ++owners.at(first);
  ++owners.at(second);
  for (std::size_t node = stack.pop(); node != kNone; node = stack.pop()) {
    require(owners.at(node) == 0, "a node is in the stack although it was popped");
    ++owners.at(node);
  }
  require(owners[0] == 1 && owners[1] == 1, "a node was lost, or popped twice");
}

const interleave::Program program{"treiber_stack_aba",
                                  {"wrong result"},
                                  pop_while_another_pops_and_pushes<false>,
                                  pop_while_another_pops_and_pushes<true>};

}  // namespace
