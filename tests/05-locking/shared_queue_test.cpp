#include "shared_queue.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "process/child_process.hpp"
#include "support/between_processes.hpp"
#include "support/child_programs.hpp"
#include "support/expect.hpp"
#include "support/temporary_folder.hpp"
#include "support/watch.hpp"

namespace {

using interleave::ChildEntry;
using interleave::ChildProcess;
using interleave::ExitStatus;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::fail;
using interleave::see;
using interleave::Seen;
using interleave::Signs;
using interleave::TemporaryFolder;
using Words = std::vector<std::string>;

constexpr const char* kNothing = "(nothing)";

bool put(SharedQueue& queue, const std::string& item) {
  return queue.push(item.size(), [&](std::span<char> memory) {
    expect_equal(memory.size(), item.size(), "the bytes that fill was given memory for",
                 "calls fill with memory for `bytes` bytes.");
    std::ranges::copy(item, memory.begin());
  });
}

/// The oldest item, or "(nothing)".
std::string take(SharedQueue& queue) {
  std::string taken = kNothing;
  queue.pop([&](std::string_view item) { taken = item; });
  return taken;
}

Words take_all(SharedQueue& queue) {
  Words items;
  for (std::string item; (item = take(queue)) != kNothing;) items.push_back(item);
  return items;
}

bool throws(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::exception&) {
    return true;
  }
  return false;
}

/// A queue in a folder of the test's own.
class Place {
 public:
  explicit Place(std::size_t capacity) { SharedQueue::create(file(), capacity); }

  std::string file() const { return folder_ / "queue"; }
  std::string beside(const std::string& name) const { return folder_ / name; }
  std::size_t files() const {
    const std::filesystem::directory_iterator all(folder_.path());
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

 private:
  TemporaryFolder folder_;
};

std::string in_words(const ExitStatus& status) {
  return (status.signalled ? "signal " : "exit code ") + std::to_string(status.code);
}

// A process that takes an item out or puts one in, and says when it begins and when it is inside of
// the callback. It stays there until it is let go, or killed.
//   FILE pop|push BEGINS INSIDE LEAVE
const ChildEntry call_once("call_once", [](const Words& words) {
  const Signs inside(words.at(3));
  const Signs leave(words.at(4));
  SharedQueue queue(words.at(0));
  Signs(words.at(2)).give();
  bool done = false;
  if (words.at(1) == "pop") {
    done = queue.pop([&](std::string_view) {
      inside.give();
      leave.take();
    });
  } else {
    done = queue.push(4, [&](std::span<char> memory) {
      std::ranges::fill(memory, 'p');
      inside.give();
      leave.take();
    });
  }
  return done ? 0 : 1;
});

/// One such process.
class Caller {
 public:
  Caller(const Place& place, const std::string& what, const std::string& name)
      : begins_(place.beside(name + ".begins")),
        inside_(place.beside(name + ".inside")),
        leave_(place.beside(name + ".leave")),
        child_(call_once.command({place.file(), what, place.beside(name + ".begins"),
                                  place.beside(name + ".inside"), place.beside(name + ".leave")})) {
    begins_.take_from(child_.id());  // or has ended, as `look` tells
  }

  /// Whether it is inside of its callback, has ended, or waits to get there.
  Seen look() const { return see(child_.id(), child_.id(), inside_); }
  void let_go() const { leave_.give(); }
  ExitStatus wait() { return child_.wait(); }
  void kill() {
    child_.signal(SIGKILL);
    child_.wait();
  }

 private:
  Signs begins_;
  Signs inside_;
  Signs leave_;
  ChildProcess child_;
};

/// `what` is a call of pop or push while another one is inside of its callback.
void expect_waits(Seen seen, const std::string& what) {
  if (seen == Seen::kSign) {
    fail("too many at once: the callback of " + what +
         " was called while that of another was still running. The contract: while one call's use "
         "runs, other calls of pop wait; while one call's fill runs, other calls of push wait.");
  } else if (seen == Seen::kEnd) {
    fail(what +
         " ended without a call of its callback, while that of another was still running, and "
         "although there was another item, or room for one.");
  }
}

/// Starts a process, and kills it inside of its callback.
bool kill_inside(const Place& place, const std::string& what) {
  Caller victim(place, what, "victim");
  const Seen seen = victim.look();
  if (seen == Seen::kWaits) {
    fail("hang: a process waits in " + what +
         ", and there is nobody to wait for: who was in a callback has been killed. The contract: "
         "others do not wait for the dead.");
  } else if (seen == Seen::kEnd) {
    fail("a process that calls " + what + " did not come to its callback.");
  }
  victim.kill();
  return seen == Seen::kSign;
}

/// Whether the next process comes to its callback, which is then left.
bool expect_next_goes_on(const Place& place, const std::string& what, const std::string& after) {
  Caller next(place, what, "next");
  const Seen seen = next.look();
  if (seen == Seen::kWaits) {
    fail("hang: after " + after + ", the next process waits in " + what +
         ", and there is nobody to wait for. The contract: others do not wait for the dead.");
    next.kill();
    return false;
  }
  expect_that(seen == Seen::kSign, "after " + after + ", the next call of " + what +
                                       " found no item or no room. The contract: others find the "
                                       "queue as it was before the call of the dead.");
  next.let_go();
  const ExitStatus status = next.wait();
  if (seen == Seen::kSign) {
    expect_that(status.succeeded(), "after " + after + ", a process that calls " + what +
                                        " ended with " + in_words(status) + '.');
  }
  return true;
}

TEST(SharedQueue, ItemsComeOutInTheirOrder) {
  const Place place(3);
  SharedQueue queue(place.file());
  expect_equal(take(queue), kNothing, "what comes out of a new queue",
               "pop returns false, without a call of use, if the queue is empty.");
  for (const char* item : {"a", "bb", "ccc"}) {
    expect_that(put(queue, item), "push into a queue that is not full returned false.");
  }
  expect_equal(queue.size(), 3U, "the size after three items were put in");
  expect_equal(take_all(queue), Words{"a", "bb", "ccc"}, "what comes out");
  expect_equal(queue.size(), 0U, "the size after they were taken out");
}

TEST(SharedQueue, HoldsAsManyItemsAsItsCapacity) {
  const Place place(2);
  SharedQueue queue(place.file());
  put(queue, "a");
  expect_that(put(queue, "b"), "push into a queue for 2 items, which holds one, returned false.");
  bool called = false;
  const bool pushed = queue.push(1, [&](std::span<char>) { called = true; });
  expect_that(!pushed, "push into a full queue returned true.");
  expect_that(!called, "push into a full queue called fill.");
  expect_equal(queue.size(), 2U, "the size of a full queue for 2 items");
  expect_equal(take(queue), "a", "the oldest item of a full queue");
  expect_that(put(queue, "c"), "push returned false although an item has been taken out.");
  expect_equal(take_all(queue), Words{"b", "c"}, "what comes out after that");
}

TEST(SharedQueue, ItsMemoryIsUsedAgainAndAgain) {
  const Place place(3);
  SharedQueue queue(place.file());
  put(queue, "item 0");
  for (int i = 1; i <= 50; ++i) {
    const bool pushed = put(queue, "item " + std::to_string(i));
    const std::string expected = "item " + std::to_string(i - 1);
    const std::string item = take(queue);
    if (pushed && item == expected) continue;
    expect_equal(item, expected, "what comes out after " + std::to_string(i) + " rounds");
    return;
  }
}

TEST(SharedQueue, ItemsHaveAnySizeUpToTheLimit) {
  const Place place(3);
  SharedQueue queue(place.file());
  const std::string zeros(7, '\0');
  const std::string longest(SharedQueue::kItemBytes, 'x');
  for (const std::string& item : {std::string(), zeros, longest}) put(queue, item);
  expect_that(
      take_all(queue) == Words{"", zeros, longest},
      "an item of no bytes, one of seven zeros and one of kItemBytes bytes did not come out "
      "as they were put in.");
  bool called = false;
  expect_that(throws([&] {
                queue.push(SharedQueue::kItemBytes + 1, [&](std::span<char>) { called = true; });
              }),
              "push did not throw for an item of more than kItemBytes bytes.");
  expect_that(!called, "push called fill for an item of more than kItemBytes bytes.");
  expect_equal(queue.size(), 0U, "the size after an item was refused");
}

TEST(SharedQueue, CreateDoesNotTouchAQueueThatIsThere) {
  const Place place(2);
  {
    SharedQueue queue(place.file());
    put(queue, "a");
  }
  expect_that(throws([&] { SharedQueue::create(place.file(), 3); }),
              "create did not throw although the file is there already.");
  SharedQueue queue(place.file());
  expect_equal(take_all(queue), Words{"a"}, "what the queue holds then",
               "the file is left as it is.");
}

TEST(SharedQueue, RefusesACapacityOfZeroAndAFileThatIsNotThere) {
  const TemporaryFolder folder;
  expect_that(throws([&] { SharedQueue::create(folder / "queue", 0); }),
              "create did not throw for a capacity of 0.");
  expect_that(throws([&] { SharedQueue queue(folder / "queue"); }),
              "a queue could be made for a file that is not there.");
  expect_that(throws([&] { SharedQueue::create(folder / "no-such-folder/queue", 1); }),
              "create did not throw for a file in a folder that does not exist.");
  // As many bytes as this need do not fit into 64 bits, and nothing is left of their number there.
  expect_that(
      throws([&] { SharedQueue::create(folder / "queue", std::size_t{1} << 61); }),
      "create did not throw for a capacity of 2^61. The contract: throws if the file cannot "
      "be made.");
}

TEST(SharedQueue, RemoveLeavesNothing) {
  const Place place(2);
  {
    SharedQueue queue(place.file());
    put(queue, "a");
    take(queue);
  }
  expect_that(SharedQueue::remove(place.file()),
              "remove returned false although there was a queue.");
  expect_equal(place.files(), 0U, "the number of files that are left when a queue has been removed",
               "remove removes the queue with all that is kept of it.");
  expect_that(!SharedQueue::remove(place.file()), "remove returned true although there was none.");
  SharedQueue::create(place.file(), 1);
  SharedQueue queue(place.file());
  expect_equal(queue.size(), 0U, "the size of a queue that was made anew");
}

TEST(SharedQueue, ItemsStayWhenNobodyHasTheQueue) {
  const Place place(2);
  {
    SharedQueue queue(place.file());
    put(queue, "a");
    put(queue, "b");
  }
  SharedQueue queue(place.file());
  expect_equal(take_all(queue), Words{"a", "b"},
               "what comes out of a queue whose other objects have all been destroyed",
               "the queue and its items stay when all have gone.");
}

// Two objects of one process have the queue at two addresses, and one of those then goes.
TEST(SharedQueue, TwoObjectsAreTheSameQueue) {
  const Place place(3);
  SharedQueue second(place.file());
  {
    SharedQueue first(place.file());
    put(first, "through the first");
    put(second, "through the second");
    expect_equal(second.size(), 2U, "the size, seen by the second object");
  }
  expect_equal(take_all(second), Words{"through the first", "through the second"},
               "what comes out of the second object when the first one has been destroyed",
               "the memory is at another address in each of them.");
}

// The address at which the test had the queue is taken before this process maps it.
//   FILE ADDRESS
const ChildEntry read_elsewhere("read_elsewhere", [](const Words& words) {
  constexpr std::uintptr_t kAround = std::uintptr_t{1} << 20;
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const std::uintptr_t address = std::stoull(words.at(1)) / page * page;
  for (std::uintptr_t at = address - kAround; at < address + kAround; at += page) {
    constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE;
    // Where something is mapped already, it stays.  NOLINTNEXTLINE(performance-no-int-to-ptr)
    static_cast<void>(mmap(reinterpret_cast<void*>(at), page, PROT_NONE, kFlags, -1, 0));
  }
  SharedQueue queue(words.at(0));
  const Words items = take_all(queue);
  put(queue, "from the child");
  return items == Words{"short", std::string(100, 'x')} ? 0 : 1;
});

TEST(SharedQueue, AnotherProcessHasItAtAnotherAddress) {
  const Place place(2);
  SharedQueue queue(place.file());
  std::uintptr_t address = 0;
  queue.push(5, [&](std::span<char> memory) {
    address = reinterpret_cast<std::uintptr_t>(memory.data());
    std::ranges::copy(std::string("short"), memory.begin());
  });
  put(queue, std::string(100, 'x'));
  const ExitStatus status =
      ChildProcess(read_elsewhere.command({place.file(), std::to_string(address)})).wait();
  if (!status.succeeded()) {
    fail("a process that has the memory at another address than the one that put two items in " +
         (status == ExitStatus{false, 1} ? std::string("took out something else")
                                         : "ended with " + in_words(status)) +
         ". The contract: the memory is at another address in each of them. A pointer in it points "
         "into one process only, also one that hides in a std::string or a container.");
    return;
  }
  expect_equal(take(queue), "from the child", "what the other process has put in");
}

TEST(SharedQueue, WhenUseThrowsTheItemStays) {
  const Place place(2);
  SharedQueue queue(place.file());
  put(queue, "a");
  put(queue, "b");
  expect_that(throws([&] {
                queue.pop([](std::string_view) { throw std::runtime_error("cannot use it"); });
              }),
              "the exception that use threw was not passed on.");
  expect_equal(queue.size(), 2U, "the size after use has thrown", "the item stays the oldest one.");
  if (!expect_next_goes_on(place, "pop", "use has thrown")) return;
  expect_equal(take_all(queue), Words{"b"}, "what is left when the next process has taken one");
}

TEST(SharedQueue, WhenFillThrowsThereIsNoItem) {
  const Place place(2);
  SharedQueue queue(place.file());
  put(queue, "a");
  expect_that(throws([&] {
                queue.push(1, [](std::span<char>) { throw std::runtime_error("nothing to fill"); });
              }),
              "the exception that fill threw was not passed on.");
  expect_equal(queue.size(), 1U, "the size after fill has thrown", "there is no item.");
  if (!expect_next_goes_on(place, "push", "fill has thrown")) return;
  expect_equal(take_all(queue), Words{"a", "pppp"}, "what comes out when the next has put one in");
}

TEST(SharedQueue, AProcessThatIsKilledInUseLosesNoItem) {
  const Place place(2);
  SharedQueue queue(place.file());
  put(queue, "a");
  put(queue, "b");
  // More than one: a lock that a death has passed on must be good for the next death, too.
  for (int deaths = 0; deaths < 2; ++deaths) {
    if (!kill_inside(place, "pop")) return;
  }
  if (!expect_next_goes_on(place, "pop", "two processes were killed in use")) return;
  expect_equal(take_all(queue), Words{"b"},
               "what is left of \"a\" and \"b\" when two processes were killed in use, and a third "
               "has taken one",
               "others find the queue as it was before that call: no item is lost.");
}

TEST(SharedQueue, AProcessThatIsKilledInFillLeavesNoItem) {
  const Place place(2);
  SharedQueue queue(place.file());
  put(queue, "a");
  for (int deaths = 0; deaths < 3; ++deaths) {  // more than the queue has room for
    if (!kill_inside(place, "push")) return;
  }
  // First who takes out, and then who puts in: each must find the queue as it was.
  if (!expect_next_goes_on(place, "pop", "three processes were killed in fill")) return;
  expect_equal(take_all(queue), Words{},
               "what is left of \"a\" when three processes were killed in fill, and a fourth has "
               "taken one",
               "others find the queue as it was before that call: none is made up.");
  if (!expect_next_goes_on(place, "push", "three processes were killed in fill")) return;
  expect_equal(take_all(queue), Words{"pppp"},
               "what comes out when another process has put in \"pppp\" after that",
               "others find the queue as it was before that call: none is made up.");
}

TEST(SharedQueue, UseMayPutTheItemIntoAnotherQueue) {
  const TemporaryFolder folder;
  SharedQueue::create(folder / "jobs.urgent", 1);
  SharedQueue::create(folder / "jobs.normal", 1);
  SharedQueue urgent(folder / "jobs.urgent");
  SharedQueue normal(folder / "jobs.normal");
  put(urgent, "job");
  urgent.pop([&](std::string_view item) {
    interleave::explain_stall(
        "hang: `use` puts an item into another queue, and waits for ever. The contract: `fill` and "
        "`use` do not use this queue; they may use another one.");
    put(normal, std::string(item));
    interleave::explain_stall("");
  });
  expect_equal(take_all(urgent), Words{},
               "what is left in the queue that the item was taken out of");
  SharedQueue::remove(folder / "jobs.urgent");
  expect_equal(
      take_all(normal), Words{"job"},
      "what comes out of the queue that the item was put into, when the other one has been "
      "removed");
}

TEST(SharedQueue, ProcessesTakeTurnsToTakeOut) {
  const Place place(3);
  SharedQueue queue(place.file());
  for (const char* item : {"a", "b", "c"}) put(queue, item);
  Caller first(place, "pop", "first");
  expect_that(first.look() == Seen::kSign, "the first process did not come to its use.");
  Caller second(place, "pop", "second");
  expect_waits(second.look(), "the pop of a second process");
  for (Caller* caller : {&first, &second}) caller->let_go();
  for (Caller* caller : {&first, &second}) caller->wait();
  expect_equal(take_all(queue), Words{"c"}, "what two processes have left of three items");
}

TEST(SharedQueue, ProcessesTakeTurnsToPutIn) {
  const Place place(3);
  SharedQueue queue(place.file());
  Caller first(place, "push", "first");
  expect_that(first.look() == Seen::kSign, "the first process did not come to its fill.");
  Caller second(place, "push", "second");
  expect_waits(second.look(), "the push of a second process");
  for (Caller* caller : {&first, &second}) caller->let_go();
  for (Caller* caller : {&first, &second}) caller->wait();
  expect_equal(take_all(queue), Words{"pppp", "pppp"}, "what two processes have put in");
}

// While a thread of the process is inside, another object for the same queue comes and goes there.
TEST(SharedQueue, AnObjectThatGoesGivesNothingBack) {
  const Place place(2);
  SharedQueue queue(place.file());
  put(queue, "a");
  put(queue, "b");
  std::optional<Caller> other;
  queue.pop([&](std::string_view) {
    { SharedQueue passing(place.file()); }
    other.emplace(place, "pop", "other");
    expect_waits(other->look(),
                 "the pop of another process, after another object for the same queue was made and "
                 "destroyed in the process that is inside of its use,");
  });
  other->let_go();
  other->wait();
  expect_equal(take_all(queue), Words{}, "what two calls of pop have left of two items");
}

// Puts in its items, and waits for room.
//   FILE NAME COUNT
const ChildEntry put_many("put_many", [](const Words& words) {
  SharedQueue queue(words.at(0));
  for (int i = 0; i < std::stoi(words.at(2)); ++i) {
    while (!put(queue, words.at(1) + std::to_string(i))) std::this_thread::yield();
  }
  return 0;
});

TEST(SharedQueue, EveryItemOfTwoProcessesArrivesOnceAndInOrder) {
  constexpr int kItems = 30;
  const Place place(4);
  SharedQueue queue(place.file());
  ChildProcess first(put_many.command({place.file(), "x", std::to_string(kItems)}));
  ChildProcess second(put_many.command({place.file(), "y", std::to_string(kItems)}));
  Words from_first;
  Words from_second;
  while (from_first.size() + from_second.size() < std::size_t{2} * kItems) {
    const std::string item = take(queue);
    if (item == kNothing) {
      std::this_thread::yield();
      if (!first.try_wait() || !second.try_wait() || queue.size() > 0) continue;
      break;  // some are lost
    }
    (item.starts_with('x') ? from_first : from_second).push_back(item);
  }
  Words expected_first;
  Words expected_second;
  for (int i = 0; i < kItems; ++i) {
    expected_first.push_back('x' + std::to_string(i));
    expected_second.push_back('y' + std::to_string(i));
  }
  expect_that(from_first == expected_first && from_second == expected_second,
              "what two processes have put in did not come out once and in order. The contract: "
              "items come out in the order in which they were put in, each once.");
  for (ChildProcess* process : {&first, &second}) {
    expect_that(process->wait().succeeded(), "a process that puts items in has failed.");
  }
}

/// A thread is inside of its use; another one, with its own object or the same, must wait.
void expect_threads_take_turns(const Place& place, SharedQueue& first_queue,
                               SharedQueue& second_queue) {
  put(first_queue, "a");
  put(first_queue, "b");
  const Signs first_inside(place.beside("first.inside"));
  const Signs leave(place.beside("leave"));
  const Signs second_begins(place.beside("second.begins"));
  const Signs second_inside(place.beside("second.inside"));
  std::atomic<pid_t> second_thread = 0;
  const std::jthread first([&] {
    first_queue.pop([&](std::string_view) {
      first_inside.give();
      leave.take();
    });
  });
  first_inside.take();
  const std::jthread second([&] {
    second_thread = gettid();
    second_begins.give();
    second_queue.pop([&](std::string_view) { second_inside.give(); });
  });
  second_begins.take();
  expect_waits(see(getpid(), second_thread, second_inside), "the pop of a second thread");
  leave.give();
}

// Not under the thread sanitizer, which does not know that a lock on a file orders threads.
TEST(SharedQueueConcurrent, ThreadsWithOneObjectTakeTurns) {
  const Place place(2);
  SharedQueue queue(place.file());
  expect_threads_take_turns(place, queue, queue);
}

TEST(SharedQueueConcurrent, ThreadsWithObjectsOfTheirOwnTakeTurns) {
  const Place place(2);
  SharedQueue first(place.file());
  SharedQueue second(place.file());
  expect_threads_take_turns(place, first, second);
}

}  // namespace
