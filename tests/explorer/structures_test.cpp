// Lock-free structures and hand-made locks that are right, from the literature: none is accused,
// under weak memory either.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "expect_exploration.hpp"

namespace {

using interleave::Strategy;
using interleave::testing_explorer::expect_no_fault;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::require;
using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;

/// With stale reads and without, and by priorities too, which starve whoever they can.
void expect_right(const std::function<void()>& body) {
  expect_no_fault(body, {.schedules = 400});
  expect_no_fault(body, {.schedules = 400, .weak_memory = true});
  expect_no_fault(body, {.schedules = 400, .weak_memory = true, .strategy = Strategy::kPct});
}

/// Mellor-Crummey and Scott: each thread spins on a flag of its own.
class QueueLock {
 public:
  struct Node {
    std::atomic<Node*> next{nullptr};
    std::atomic<bool> waits{false};
  };

  void lock(Node& node) {
    node.next.store(nullptr, memory_order_relaxed);
    node.waits.store(true, memory_order_relaxed);
    if (Node* before = tail_.exchange(&node, memory_order_acq_rel)) {
      before->next.store(&node, memory_order_release);
      while (node.waits.load(memory_order_acquire)) {
      }
    }
  }

  void unlock(Node& node) {
    Node* next = node.next.load(memory_order_acquire);
    if (next == nullptr) {
      Node* last = &node;
      if (tail_.compare_exchange_strong(last, nullptr, memory_order_release)) return;
      while ((next = node.next.load(memory_order_acquire)) == nullptr) {
      }
    }
    next->waits.store(false, memory_order_release);
  }

 private:
  std::atomic<Node*> tail_{nullptr};
};

TEST(QueueLock, Excludes) {
  expect_right([] {
    QueueLock lock;
    int count = 0;
    const auto add = [&] {
      QueueLock::Node node;
      for (int i = 0; i < 2; ++i) {
        lock.lock(node);
        ++count;
        lock.unlock(node);
      }
    };
    in_parallel(add, add, add);
    require(count == 6, "an increment was lost");
  });
}

/// Lamport's bakery: a thread looks at more atomics than fit into any memory of looks.
TEST(BakeryLock, ExcludesFiveThreads) {
  expect_right([] {
    constexpr std::size_t kThreads = 5;
    std::array<std::atomic<bool>, kThreads> chooses{};
    std::array<std::atomic<int>, kThreads> numbers{};
    int count = 0;
    const auto enter = [&](std::size_t me) {
      chooses.at(me) = true;
      int highest = 0;
      for (const std::atomic<int>& number : numbers) highest = std::max(highest, number.load());
      numbers.at(me) = highest + 1;
      chooses.at(me) = false;
      for (std::size_t other = 0; other < kThreads; ++other) {
        while (chooses.at(other)) {
        }
        for (;;) {
          const int number = numbers.at(other);
          if (number == 0 || std::pair(number, other) >= std::pair(numbers.at(me).load(), me)) {
            break;
          }
        }
      }
      ++count;
      numbers.at(me) = 0;
    };
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kThreads; ++i) threads.emplace_back(enter, i);
    threads.clear();
    require(count == kThreads, "an increment was lost");
  });
}

TEST(SenseReversingBarrier, KeepsThePhasesApart) {
  expect_right([] {
    constexpr std::size_t kThreads = 4;
    std::atomic<std::size_t> missing{kThreads};
    std::atomic<bool> sense{false};
    std::array<int, kThreads> phases{};
    const auto work = [&](std::size_t me) {
      bool mine = false;
      const auto wait = [&] {
        mine = !mine;
        if (missing.fetch_sub(1) == 1) {
          missing = kThreads;
          sense = mine;
        }
        while (sense != mine) {
        }
      };
      for (int phase = 1; phase < 3; ++phase) {
        phases.at(me) = phase;
        wait();
        require(phases.at((me + 1) % kThreads) == phase, "a neighbour is in another phase");
        wait();
      }
    };
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
  });
}

/// Vyukov's ring for many producers and consumers: a sequence number in each cell says whose turn
/// it is.
template <typename T, std::size_t kCells>
class Ring {
 public:
  Ring() {
    for (std::size_t i = 0; i < kCells; ++i) cells_.at(i).turn.store(i, memory_order_relaxed);
  }

  bool push(T value) {
    Cell* cell = claim(pushed_, 0);
    if (cell == nullptr) return false;
    const std::size_t turn = cell->turn.load(memory_order_relaxed);
    cell->value = std::move(value);
    cell->turn.store(turn + 1, memory_order_release);
    return true;
  }

  bool pop(T& value) {
    Cell* cell = claim(popped_, 1);
    if (cell == nullptr) return false;
    const std::size_t turn = cell->turn.load(memory_order_relaxed);
    value = std::move(cell->value);
    cell->turn.store(turn - 1 + kCells, memory_order_release);
    return true;
  }

 private:
  struct Cell {
    std::atomic<std::size_t> turn;
    T value;
  };

  Cell* claim(std::atomic<std::size_t>& position, std::size_t lead) {
    std::size_t at = position.load(memory_order_relaxed);
    for (;;) {
      Cell& cell = cells_.at(at % kCells);
      const std::size_t turn = cell.turn.load(memory_order_acquire);
      const auto ahead = static_cast<std::ptrdiff_t>(turn - (at + lead));
      if (ahead < 0) return nullptr;
      if (ahead > 0) {
        at = position.load(memory_order_relaxed);
      } else if (position.compare_exchange_weak(at, at + 1, memory_order_relaxed)) {
        return &cell;
      }
    }
  }

  std::array<Cell, kCells> cells_;
  std::atomic<std::size_t> pushed_{0};
  std::atomic<std::size_t> popped_{0};
};

TEST(Ring, HandsEachItemToOneConsumer) {
  expect_right([] {
    Ring<std::string, 2> ring;
    std::atomic<std::size_t> sum{0};
    const auto produce = [&](std::size_t size) {
      for (int i = 0; i < 2; ++i) {
        while (!ring.push(std::string(size, 'x'))) {
        }
      }
    };
    const auto consume = [&] {
      for (int i = 0; i < 2; ++i) {
        std::string item;
        while (!ring.pop(item)) {
        }
        sum += item.size();
      }
    };
    in_parallel([&] { produce(30); }, [&] { produce(100); }, consume, consume);
    require(sum == 260, "an item came twice, or never");
  });
}

/// Michael and Scott's queue, on nodes that are not used again.
TEST(LinkedQueue, LosesNothing) {
  expect_right([] {
    struct Node {
      int value = 0;
      std::atomic<Node*> next{nullptr};
    };
    std::array<Node, 4> nodes;
    for (int i = 1; i < 4; ++i) nodes.at(static_cast<std::size_t>(i)).value = i;
    std::atomic<Node*> head{nodes.data()};
    std::atomic<Node*> tail{nodes.data()};
    const auto push = [&](Node* node) {
      for (;;) {
        Node* last = tail.load();
        Node* next = last->next.load();
        if (next != nullptr) {
          tail.compare_exchange_strong(last, next);  // helps whoever has not come that far
        } else if (last->next.compare_exchange_strong(next, node)) {
          tail.compare_exchange_strong(last, node);
          return;
        }
      }
    };
    const auto pop = [&] {
      for (;;) {
        Node* first = head.load();
        Node* last = tail.load();
        Node* next = first->next.load();
        if (first != head.load()) continue;
        if (next == nullptr) return 0;
        if (first == last) {
          tail.compare_exchange_strong(last, next);
        } else if (head.compare_exchange_strong(first, next)) {
          return next->value;
        }
      }
    };
    std::atomic<int> sum{0};
    in_parallel(
        [&] {
          push(&nodes[1]);
          push(&nodes[2]);
        },
        [&] {
          push(&nodes[3]);
          sum += pop();
        },
        [&] { sum += pop(); });
    while (const int value = pop()) sum += value;
    require(sum == 6, "an item came twice, or never");
  });
}

/// A stack whose nodes are deleted while others may look at them: hazard pointers say which.
class GuardedStack {
 public:
  explicit GuardedStack(int items) {
    for (int i = 1; i <= items; ++i) head_ = new Node{i, head_};
  }
  GuardedStack(const GuardedStack&) = delete;
  GuardedStack& operator=(const GuardedStack&) = delete;
  ~GuardedStack() {
    for (Node* node = head_; node != nullptr;) delete std::exchange(node, node->next);
    for (const std::vector<Node*>& nodes : retired_) {
      for (const Node* node : nodes) delete node;
    }
  }

  std::optional<int> pop(std::size_t me) {
    for (;;) {
      Node* node = head_.load();
      if (node == nullptr) return std::nullopt;
      hazards_.at(me).store(node);
      if (head_.load() != node) continue;
      if (!head_.compare_exchange_strong(node, node->next)) continue;
      hazards_.at(me).store(nullptr);
      const int value = node->value;
      retired_.at(me).push_back(node);
      delete_unguarded(retired_.at(me));
      return value;
    }
  }

 private:
  struct Node {
    int value;
    Node* next;
  };

  void delete_unguarded(std::vector<Node*>& nodes) {
    std::erase_if(nodes, [&](Node* node) {
      for (const std::atomic<Node*>& hazard : hazards_) {
        if (hazard.load() == node) return false;
      }
      delete node;
      return true;
    });
  }

  std::atomic<Node*> head_{nullptr};
  std::array<std::atomic<Node*>, 2> hazards_{};
  std::array<std::vector<Node*>, 2> retired_;
};

TEST(HazardPointers, KeepNodesAliveForWhoLooks) {
  expect_right([] {
    GuardedStack stack(3);
    std::atomic<int> sum{0};
    const auto pop = [&](std::size_t me) {
      while (const std::optional<int> value = stack.pop(me)) sum += *value;
    };
    in_parallel([&] { pop(0); }, [&] { pop(1); });
    require(sum == 6, "an item came twice, or never");
  });
}

/// The writer waits until no reader is inside before it deletes what they may have seen.
TEST(EpochReclamation, DeletesAfterTheLastReader) {
  expect_right([] {
    std::array<std::atomic<bool>, 2> inside{};
    std::atomic<int*> shared{new int(1)};
    const auto look = [&](std::size_t me) {
      inside.at(me).store(true);
      require(*shared.load() > 0, "a value that nobody wrote");
      inside.at(me).store(false);
    };
    in_parallel([&] { look(0); }, [&] { look(1); },
                [&] {
                  const int* old = shared.exchange(new int(2));
                  for (const std::atomic<bool>& reader : inside) {
                    while (reader) {
                    }
                  }
                  delete old;
                });
    delete shared.load();
  });
}

}  // namespace
