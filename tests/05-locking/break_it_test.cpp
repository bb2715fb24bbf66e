#include "break_it.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "explorer/exploration.hpp"
#include "explorer/explore.hpp"
#include "support/expect.hpp"

namespace {

using interleave::expect_that;
using interleave::Exploration;
using interleave::explore;
using interleave::fail;
using interleave::run_exploration;

// --- The queues.

/// How a LockedQueue differs from the plainest one. All but the first two break it.
enum class Variant {
  kPlain,
  kUnlocksThenNotifies,  // looks like a mistake, and is none
  kNewestFirst,          // a stack
  kIfForWhile,           // pop waits with if
  kOneCondition,         // both sides wait on one condition variable, and notify_one wakes either
  kNotifiesWhenEmpty,    // push wakes a consumer only if the queue was empty
  kReadsThenRemoves,     // pop reads the item and removes it in two critical sections
  kPublishesRelaxed,     // push writes the item without the lock, and publishes it relaxed
  kChecksThenAdds,       // try_push looks for room and takes it in two critical sections
  kKeepsAPlace,          // try_push refuses the last place
  kReadsUnlocked,        // size does not lock
  kAppendsWhenClosed,    // push does not mind that it is closed, where there is room
  kTriesWhenClosed,      // try_push does not mind, and push does
  kCloseDropsItems,      // pop returns nothing as soon as the queue is closed
  kCloseDropsPush,       // a push that close has woken says true and appends nothing
  kCloseWakesOne,        // consumer, and all producers
  kCloseUnlocked,        // close sets the flag without the lock
  kOppositeLockOrder,    // close takes two mutexes in the other order
};

/// A mutex and two condition variables.
class LockedQueue : public Queue {
 public:
  LockedQueue(std::size_t capacity, Variant variant)
      : variant_(variant), ring_(capacity), written_(capacity) {}

  bool push(int item) override {
    std::unique_lock lock(mutex_);
    bool waited = false;
    while (count_ >= ring_.size() && !is_closed()) {
      waited = true;
      room_or_end().wait(lock);
    }
    if (count_ >= ring_.size() || refuses(Variant::kAppendsWhenClosed)) {
      return waited && has(Variant::kCloseDropsPush);
    }
    if (has(Variant::kPublishesRelaxed)) {
      append_relaxed(item, lock);
    } else {
      append(item, lock);
    }
    return true;
  }

  bool try_push(int item) override {
    std::unique_lock lock(mutex_);
    const std::size_t kept = has(Variant::kKeepsAPlace) ? 1 : 0;
    if (count_ + kept >= ring_.size() || refuses(Variant::kTriesWhenClosed)) return false;
    if (has(Variant::kChecksThenAdds)) {
      lock.unlock();
      lock.lock();
    }
    append(item, lock);
    return true;
  }

  std::optional<int> pop() override {
    std::unique_lock lock(mutex_);
    if (has(Variant::kIfForWhile)) {
      if (!has_item() && !is_closed()) item_or_end_.wait(lock);
    } else {
      while (!has_item() && !is_closed()) item_or_end_.wait(lock);
    }
    if (is_closed() && (count_ == 0 || has(Variant::kCloseDropsItems))) return std::nullopt;
    const std::size_t last = (first_ + count_ - 1) % ring_.size();
    const int item = ring_[has(Variant::kNewestFirst) ? last : first_];
    if (has(Variant::kReadsThenRemoves)) {
      lock.unlock();
      lock.lock();
    }
    if (!has(Variant::kNewestFirst)) {
      if (has(Variant::kPublishesRelaxed)) written_[first_] = false;
      first_ = (first_ + 1) % ring_.size();
    }
    --count_;
    if (has(Variant::kUnlocksThenNotifies)) lock.unlock();
    room_or_end().notify_one();
    return item;
  }

  std::size_t size() const override {
    std::unique_lock lock(mutex_, std::defer_lock);
    if (!has(Variant::kReadsUnlocked)) lock.lock();
    return count_;
  }

  void close() override {
    std::unique_lock end_lock(end_mutex_, std::defer_lock);
    std::unique_lock lock(mutex_, std::defer_lock);
    if (has(Variant::kOppositeLockOrder)) end_lock.lock();
    if (has(Variant::kCloseUnlocked)) {
      closed_unlocked_ = true;
    } else {
      lock.lock();
      closed_ = true;
      if (has(Variant::kUnlocksThenNotifies)) lock.unlock();
    }
    if (has(Variant::kCloseWakesOne)) {
      item_or_end_.notify_one();
    } else {
      item_or_end_.notify_all();
    }
    room_or_end().notify_all();
  }

 private:
  bool has(Variant variant) const { return variant_ == variant; }

  std::condition_variable& room_or_end() {
    return has(Variant::kOneCondition) ? item_or_end_ : room_or_end_;
  }

  bool is_closed() {
    std::unique_lock end_lock(end_mutex_, std::defer_lock);
    if (has(Variant::kOppositeLockOrder)) end_lock.lock();
    return has(Variant::kCloseUnlocked) ? closed_unlocked_.load() : closed_;
  }

  bool refuses(Variant unless) { return is_closed() && !has(unless); }

  bool has_item() const {
    if (count_ == 0) return false;
    return !has(Variant::kPublishesRelaxed) || written_[first_].load(std::memory_order_relaxed);
  }

  void append(int item, std::unique_lock<std::mutex>& lock) {
    const bool was_empty = count_ == 0;
    ring_[(first_ + count_++) % ring_.size()] = item;
    if (has(Variant::kUnlocksThenNotifies)) lock.unlock();
    if (was_empty || !has(Variant::kNotifiesWhenEmpty)) item_or_end_.notify_one();
  }

  void append_relaxed(int item, std::unique_lock<std::mutex>& lock) {
    const std::size_t place = (first_ + count_++) % ring_.size();
    lock.unlock();
    ring_[place] = item;
    written_[place].store(true, std::memory_order_relaxed);
    lock.lock();
    item_or_end_.notify_all();
  }

  const Variant variant_;
  mutable std::mutex mutex_;
  std::condition_variable item_or_end_;
  std::condition_variable room_or_end_;
  std::vector<int> ring_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  bool closed_ = false;
  // Of single variants.
  std::vector<std::atomic<bool>> written_;
  std::atomic<bool> closed_unlocked_ = false;
  std::mutex end_mutex_;
};

/// Whoever waits stands in line with a condition variable of its own, and is handed what it waits
/// for. An item that is handed over is never seen in the queue.
class HandingQueue : public Queue {
 public:
  explicit HandingQueue(std::size_t capacity) : capacity_(capacity) {}

  bool push(int item) override {
    std::unique_lock lock(mutex_);
    if (closed_) return false;
    if (append(item)) return true;
    Waiting self{item};
    producers_.push_back(&self);
    return self.wait(lock).has_value();
  }

  bool try_push(int item) override {
    const std::scoped_lock lock(mutex_);
    return !closed_ && append(item);
  }

  std::optional<int> pop() override {
    std::unique_lock lock(mutex_);
    if (!items_.empty()) {
      const int item = items_.front();
      items_.pop_front();
      if (!producers_.empty()) {
        items_.push_back(*producers_.front()->item);
        let_go(producers_, items_.back());
      }
      return item;
    }
    if (closed_) return std::nullopt;
    Waiting self;
    consumers_.push_back(&self);
    return self.wait(lock);
  }

  std::size_t size() const override {
    const std::scoped_lock lock(mutex_);
    return items_.size();
  }

  void close() override {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    while (!producers_.empty()) let_go(producers_, std::nullopt);
    while (!consumers_.empty()) let_go(consumers_, std::nullopt);
  }

 private:
  struct Waiting {
    std::optional<int> item;
    bool may_go = false;
    std::condition_variable go{};

    std::optional<int> wait(std::unique_lock<std::mutex>& lock) {
      go.wait(lock, [this] { return may_go; });
      return item;
    }
  };

  static void let_go(std::deque<Waiting*>& line, std::optional<int> item) {
    Waiting& first = *line.front();
    line.pop_front();
    first.item = item;
    first.may_go = true;
    first.go.notify_one();  // under the lock: `first` ends when its thread goes on
  }

  bool append(int item) {
    if (!consumers_.empty()) {
      let_go(consumers_, item);
      return true;
    }
    if (items_.size() == capacity_) return false;
    items_.push_back(item);
    return true;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::deque<int> items_;
  std::deque<Waiting*> producers_;
  std::deque<Waiting*> consumers_;
  bool closed_ = false;
};

MakeQueue locked(Variant variant) {
  return
      [variant](std::size_t capacity) { return std::make_unique<LockedQueue>(capacity, variant); };
}

std::unique_ptr<Queue> make_handing(std::size_t capacity) {
  if (capacity == 0) {
    fail(
        "a scenario made a queue of capacity 0. The contract of MakeQueue: requires capacity >= "
        "1.");
  }
  return std::make_unique<HandingQueue>(capacity);
}

// --- The scenarios.

constexpr std::size_t kMostScenarios = 8;
constexpr std::size_t kMostSchedules = 50'000;
constexpr interleave::ExploreOptions kEverySchedule{.schedules = kMostSchedules,
                                                    .strategy = interleave::Strategy::kExhaustive};
/// A queue of another make, or a broken one, may have more schedules than the plainest.
constexpr interleave::ExploreOptions kManySchedules{.schedules = 20'000};
constexpr interleave::ExploreOptions kEveryScheduleOfABrokenOne{
    .schedules = 2 * kMostSchedules, .strategy = interleave::Strategy::kExhaustive};

std::string name_of(std::size_t index) { return "scenario " + std::to_string(index + 1); }

/// The body that runs a scenario; what it reports fails the run, behind `blame`.
std::function<void()> run(const Scenario& scenario, const MakeQueue& make,
                          const std::string& blame) {
  return [=] {
    scenario(make, Report([&](const std::string& how, const char* file, int line) {
               fail(blame + '"' + how + "\".", file, line);
             }));
  };
}

/// False in a native build: what is broken cannot be let loose there.
bool can_explore() {
  return run_exploration([] {}).fault.empty();
}

/// Why a scenario counts for nothing, whatever it catches; or "".
std::string objection(const Scenario& scenario, std::size_t index) {
  const Exploration found =
      run_exploration(run(scenario, locked(Variant::kPlain), "it reported "), kEverySchedule);
  if (found.fault == "unsupported") return name_of(index) + ": " + found.sentence;
  if (!found.fault.empty()) {
    return name_of(index) + " finds fault with a queue that is right (" + found.fault +
           "): see BreakIt.APlainQueueIsNotBlamed.";
  }
  if (found.diverged) {
    return name_of(index) + " does not behave alike each time on the same schedule.";
  }
  if (!found.complete) {
    return name_of(index) + " is too large: " + std::to_string(kMostSchedules) +
           " schedules were begun, and there were more. What it catches it catches by luck. Most "
           "faults need one queue, two or three threads, and one or two calls of each.";
  }
  return "";
}

/// Of each scenario its objection. Explored once.
const std::vector<std::string>& objections() {
  static const std::vector<std::string> found = [] {
    std::vector<std::string> list;
    for (const Scenario& scenario : scenarios()) {
      if (list.size() < kMostScenarios) list.push_back(objection(scenario, list.size()));
    }
    return list;
  }();
  return found;
}

void expect_not_blamed(const MakeQueue& make, const interleave::ExploreOptions& options) {
  const std::vector<Scenario> all = scenarios();
  for (std::size_t index = 0; index < all.size() && index < kMostScenarios; ++index) {
    explore(run(all[index], make,
                name_of(index) + " blames a queue that is right. The contract: no right queue is "
                                 "ever caught. It reported: "),
            options);
  }
}

/// Fails unless a scenario catches the broken queue, of which a user says `complaint`.
void expect_caught(Variant broken, const std::string& complaint) {
  if (!can_explore()) return;
  const std::vector<Scenario> all = scenarios();
  std::string not_counted;
  for (std::size_t index = 0; index < objections().size(); ++index) {
    if (!objections()[index].empty()) {
      not_counted += "\nNot counted: " + objections()[index];
      continue;
    }
    const Exploration found =
        run_exploration(run(all[index], locked(broken), ""), kEveryScheduleOfABrokenOne);
    if (found.fault.empty() || found.fault == "unsupported") continue;
    // Told as explored: the scenario on a queue that is right.
    explore(run(all[index], locked(Variant::kPlain), ""), kEverySchedule);
    return;
  }
  fail("no scenario catches the broken queue of which a user says: \"" + complaint + '"' +
       not_counted);
}

// --- Queues that are right.

TEST(BreakIt, HasBetweenOneAndEightScenarios) {
  const std::size_t count = scenarios().size();
  expect_that(count >= 1 && count <= kMostScenarios,
              "scenarios returned " + std::to_string(count) +
                  " of them. The contract: there are between 1 and 8 scenarios.");
}

TEST(BreakIt, APlainQueueIsNotBlamed) {
  expect_not_blamed(locked(Variant::kPlain), kEverySchedule);
}

TEST(BreakIt, AQueueThatNotifiesAfterItHasUnlockedIsNotBlamed) {
  expect_not_blamed(locked(Variant::kUnlocksThenNotifies), kManySchedules);
}

TEST(BreakIt, AQueueThatHandsItemsOverIsNotBlamed) {
  expect_not_blamed(make_handing, kManySchedules);
}

TEST(BreakItConcurrent, LeavesNothingToLuck) {
  if (!can_explore()) return;
  for (const std::string& objection : objections()) expect_that(objection.empty(), objection);
}

// --- Queues that are broken, by what their users complain of.

TEST(BreakItConcurrent, CatchesItemsInTheWrongOrder) {
  expect_caught(Variant::kNewestFirst,
                "Sometimes items come out in another order than they went in.");
}

TEST(BreakItConcurrent, CatchesAnItemThatNobodyPushed) {
  expect_caught(Variant::kIfForWhile, "Now and then pop returns an item that nobody has pushed.");
}

TEST(BreakItConcurrent, CatchesThatProducersAndConsumersAllSleep) {
  expect_caught(Variant::kOneCondition,
                "After some hours all my producers and all my consumers are asleep.");
}

TEST(BreakItConcurrent, CatchesAConsumerThatSleepsBesideAnItem) {
  expect_caught(Variant::kNotifiesWhenEmpty,
                "At times a consumer sleeps although there is an item for it.");
}

TEST(BreakItConcurrent, CatchesAnItemThatCameTwice) {
  expect_caught(
      Variant::kReadsThenRemoves,
      "An order was shipped twice, and another one never, since I have a second consumer.");
}

TEST(BreakItConcurrent, CatchesAnItemReadTooEarly) {
  expect_caught(Variant::kPublishesRelaxed,
                "On my telephone, but never on my desk, pop returns an item of long ago.");
}

TEST(BreakItConcurrent, CatchesMoreItemsThanTheCapacity) {
  expect_caught(Variant::kChecksThenAdds,
                "My buffer was for as many items as the capacity, and still it ran over.");
}

TEST(BreakItConcurrent, CatchesAPlaceThatStaysFree) {
  expect_caught(Variant::kKeepsAPlace,
                "I paid for as many places as the capacity, and try_push never gives me the last.");
}

TEST(BreakItConcurrent, CatchesASizeThatNeverWas) {
  expect_caught(Variant::kReadsUnlocked, "I do not trust what size returns while others push.");
}

TEST(BreakItConcurrent, CatchesAnItemThatCameAfterClose) {
  expect_caught(Variant::kAppendsWhenClosed,
                "The shop was closed, and orders were still accepted.");
}

TEST(BreakItConcurrent, CatchesAnItemThatWasTriedAfterClose) {
  expect_caught(Variant::kTriesWhenClosed,
                "The shop was closed, and who asked whether they might still try was let in.");
}

TEST(BreakItConcurrent, CatchesItemsThatCloseHasLost) {
  expect_caught(Variant::kCloseDropsItems,
                "When we shut down, the last orders of the day are not carried out.");
}

TEST(BreakItConcurrent, CatchesAPushThatCloseHasLost) {
  expect_caught(Variant::kCloseDropsPush, "push said true, and the item never came out.");
}

TEST(BreakItConcurrent, CatchesASleeperThatCloseHasForgotten) {
  expect_caught(Variant::kCloseWakesOne,
                "It ends well with one consumer. With two, the program never ends.");
}

TEST(BreakItConcurrent, CatchesASleeperThatCloseHasMissedByAHair) {
  expect_caught(Variant::kCloseUnlocked,
                "Once in a million times the program does not end, even with one consumer.");
}

TEST(BreakItConcurrent, CatchesThatCloseAndAnotherWaitForEachOther) {
  expect_caught(Variant::kOppositeLockOrder,
                "Sometimes close does not return, and nothing else does any more.");
}

}  // namespace
