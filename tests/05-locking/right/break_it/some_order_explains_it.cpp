// Right: one judge for all scenarios, which are mere lists of calls: what the calls returned must
// be what a queue without threads returns, for the same calls one after another in some order.
#include "break_it.hpp"

#include <deque>
#include <thread>

namespace {

enum class Kind { kPush, kTryPush, kPop, kSize, kClose };

struct Call {
  Kind kind;
  int item = 0;
  std::optional<int> result{};  // of pop; otherwise a number
};

using Calls = std::vector<Call>;

/// What a queue is, on one thread.
struct Model {
  std::size_t capacity;
  std::deque<int> items{};
  bool closed = false;

  /// Does the call if it need not wait and returns the same; false otherwise.
  bool agrees_to(const Call& call) {
    const bool full = items.size() >= capacity;
    switch (call.kind) {
      case Kind::kPush:
      case Kind::kTryPush:
        if (call.kind == Kind::kPush && full && !closed) return false;
        if (call.result != int{!full && !closed}) return false;
        if (!full && !closed) items.push_back(call.item);
        return true;
      case Kind::kPop: {
        if (items.empty()) return closed && !call.result;
        const int oldest = items.front();
        items.pop_front();
        return call.result == oldest;
      }
      case Kind::kSize:
        return call.result == static_cast<int>(items.size());
      case Kind::kClose:
        closed = true;
        return true;
    }
    return false;
  }
};

/// True if the calls that are left in each list can follow, in some order.
bool is_explained(const Model& model, std::vector<Calls> lists) {
  bool done = true;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (lists[i].empty()) continue;
    done = false;
    Model next = model;
    std::vector<Calls> left = lists;
    if (!next.agrees_to(left[i].front())) continue;
    left[i].erase(left[i].begin());
    if (is_explained(next, left)) return true;
  }
  return done;
}

void make_calls(Queue& queue, Calls& calls) {
  for (Call& call : calls) {
    switch (call.kind) {
      case Kind::kPush:
        call.result = int{queue.push(call.item)};
        break;
      case Kind::kTryPush:
        call.result = int{queue.try_push(call.item)};
        break;
      case Kind::kPop:
        call.result = queue.pop();
        break;
      case Kind::kSize:
        call.result = static_cast<int>(queue.size());
        break;
      case Kind::kClose:
        queue.close();
        break;
    }
  }
}

/// Each list is for a thread of its own. Those that are to be found in the queue come `before`.
Scenario judge(std::size_t capacity, const Calls& before, const std::vector<Calls>& threads) {
  return [=](const MakeQueue& make, const Report& report) {
    const std::unique_ptr<Queue> queue = make(capacity);
    Calls first = before;
    make_calls(*queue, first);
    std::vector<Calls> lists = threads;
    {
      std::vector<std::jthread> running;
      for (Calls& calls : lists) running.emplace_back([&] { make_calls(*queue, calls); });
    }
    Model model{capacity};
    for (const Call& call : first) {
      if (!model.agrees_to(call)) report("a single thread got something else than a queue gives");
    }
    if (!is_explained(model, lists)) report("no order of the calls explains what they returned");
  };
}

}  // namespace

std::vector<Scenario> scenarios() {
  const Call pop{Kind::kPop};
  const Call close{Kind::kClose};
  const Call size{Kind::kSize};
  const Call one{Kind::kPush, 1};
  const Call two{Kind::kPush, 2};
  const Call three{Kind::kPush, 3};
  return {judge(2, {one, two, close, pop, three, {Kind::kTryPush, 3}, pop, pop}, {}),
          judge(2, {}, {{pop}, {pop}, {one, two}}),
          judge(1, {}, {{pop}, {pop}, {one, two}}),
          judge(1, {}, {{pop}, {pop}, {close}}),
          judge(1, {one}, {{two, pop}, {close}}),
          judge(1, {}, {{size, {Kind::kTryPush, 1}}, {{Kind::kTryPush, 2}}})};
}
