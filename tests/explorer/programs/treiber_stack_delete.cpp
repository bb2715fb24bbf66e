// Treiber stack, delete: a node is freed as soon as it has been popped, while another thread that
// wants to pop it still reads it. The twin frees when nobody can be reading.
#include "programs/program.hpp"

#include <atomic>
#include <memory>

namespace {

using interleave::require;
using interleave::run_together;

struct Node {
  int value;
  Node* next;
};

class Stack {
 public:
  Stack() = default;
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  ~Stack() {
    while (pop() != nullptr) {
    }
  }

  /// Before the stack is shared.
  void push(int value) { head_.store(new Node{value, head_.load()}); }

  /// The node at the top, or null.
  std::unique_ptr<Node> pop() {
    Node* node = head_.load();
    while (node != nullptr && !head_.compare_exchange_strong(node, node->next)) {
    }
    return std::unique_ptr<Node>(node);
  }

 private:
  std::atomic<Node*> head_{nullptr};
};

template <bool kFixed>
void pop_from_two_threads() {
  Stack stack;
  stack.push(1);
  stack.push(2);
  std::unique_ptr<Node> first;
  std::unique_ptr<Node> second;
  std::atomic<int> popped{0};
  const auto pop = [&](std::unique_ptr<Node>& node) {
    node = stack.pop();
    popped += node->value;
    if constexpr (!kFixed) node.reset();
  };
  run_together([&] { pop(first); }, [&] { pop(second); });
  require(popped.load() == 3, "a node was lost, or popped twice");
}

const interleave::Program program{"treiber_stack_delete",
                                  {"use after free", "data race"},
                                  pop_from_two_threads<false>,
                                  pop_from_two_threads<true>};

}  // namespace
