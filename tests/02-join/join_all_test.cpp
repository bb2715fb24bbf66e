#include "join_all.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/explore.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;
using interleave::fail;

using Job = std::function<void()>;

/// One flag per job or thread; each is written by one thread only. Jobs and threads share their
/// flags, so that an answer that leaves threads running is told so, and does not merely crash.
using Flags = std::vector<int>;
using SharedFlags = std::shared_ptr<Flags>;

/// Tests that have more schedules than can be tried in a fraction of a second.
constexpr interleave::ExploreOptions kManyThreads{.schedules = 50};

/// Not a std::exception: an answer that catches only those does not see it.
struct OutOfThreads {
  int code = 0;
};

/// A std::system_error, and more: whoever throws a copy of its base loses it.
struct NoThreadLeft : std::system_error {
  NoThreadLeft()
      : std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again)) {}
};

std::thread start_thread(Job job) { return std::thread(std::move(job)); }

/// Starts threads that take a while to end after their job has returned, and then set their flag;
/// the start with number `failing` calls `fail_to_start` instead.
class Starter {
 public:
  Starter(std::size_t count, std::size_t failing, std::function<void()> fail_to_start)
      : ended_(std::make_shared<Flags>(count)),
        failing_(failing),
        fail_to_start_(std::move(fail_to_start)) {}
  explicit Starter(std::size_t count) : Starter(count, count, [] {}) {}

  std::thread operator()(Job job) {
    const std::size_t number = starts_++;
    if (number == failing_) fail_to_start_();
    return std::thread([ended = ended_, number, job = std::move(job)] {
      job();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ended->at(number) = 1;
    });
  }

  std::size_t starts() const { return starts_; }
  const Flags& ended() const { return *ended_; }

 private:
  SharedFlags ended_;
  std::size_t starts_ = 0;
  std::size_t failing_;
  std::function<void()> fail_to_start_;
};

/// Jobs that set one flag each.
std::vector<Job> jobs_that_set(const SharedFlags& flags) {
  std::vector<Job> jobs;
  for (int& flag : *flags) {
    jobs.emplace_back([shared = std::shared_ptr<int>(flags, &flag)] { *shared = 1; });
  }
  return jobs;
}

void no_thread_left() { throw NoThreadLeft(); }

TEST(JoinAll, RunsEachJobOnTheThreadThatStartMadeForIt) {
  explore([] {
    std::vector<std::thread::id> callers;
    std::vector<std::thread::id> made;
    std::vector<std::thread::id> used(2);
    join_all({[&] { used[0] = std::this_thread::get_id(); },
              [&] { used[1] = std::this_thread::get_id(); }},
             [&](Job job) {
               callers.push_back(std::this_thread::get_id());
               std::thread thread = start_thread(std::move(job));
               made.push_back(thread.get_id());
               return thread;
             });
    expect_equal(used, made, "the threads that ran the jobs",
                 "start is called once for each job, in their order.");
    for (const std::thread::id caller : callers) {
      expect_that(caller == std::this_thread::get_id(),
                  "start was called on another thread than join_all. The contract: on the caller's "
                  "thread.");
    }
  });
}

TEST(JoinAll, ReturnsOnlyWhenEveryThreadHasEnded) {
  explore([] {
    const auto ran = std::make_shared<Flags>(2);
    Starter starter(2);
    join_all(jobs_that_set(ran), std::ref(starter));
    expect_equal(*ran, Flags{1, 1}, "which jobs had run on return",
                 "start is called once for each job.");
    expect_equal(starter.ended(), Flags{1, 1}, "which threads had ended on return",
                 "every thread that start returned has been joined on return.");
  });
}

TEST(JoinAll, StartsASingleJobToo) {
  explore([] {
    const auto ran = std::make_shared<Flags>(1);
    Starter starter(1);
    join_all(jobs_that_set(ran), std::ref(starter));
    expect_equal(starter.starts(), 1U, "the number of calls to start for a single job",
                 "start is called once for each job.");
    expect_equal(starter.ended(), Flags{1}, "whether its thread had ended on return",
                 "every thread that start returned has been joined on return.");
  });
}

TEST(JoinAll, JoinsWhatRunsBeforeAFailedStartReachesTheCaller) {
  explore([] {
    const auto ran = std::make_shared<Flags>(3);
    Starter starter(3, 2, no_thread_left);
    try {
      join_all(jobs_that_set(ran), std::ref(starter));
      fail(
          "join_all returned although the third start threw. The contract: what start threw leaves "
          "join_all.");
    } catch (...) {
      expect_equal(starter.ended(), Flags{1, 1, 0}, "which threads had ended after the third start",
                   "the threads that were started before are joined; then what start threw leaves "
                   "join_all.");
    }
  });
}

TEST(JoinAll, StartsNothingMoreAfterAFailedStart) {
  explore([] {
    const auto ran = std::make_shared<Flags>(3);
    Starter starter(3, 1, no_thread_left);
    try {
      join_all(jobs_that_set(ran), std::ref(starter));
    } catch (...) {
    }
    expect_equal(starter.starts(), 2U, "the number of calls to start, the second of which threw",
                 "when start throws, no further job is started.");
    expect_equal(*ran, Flags{1, 0, 0}, "which jobs ran when the second start threw",
                 "when start throws, no further job is started.");
  });
}

TEST(JoinAll, ThrowsWhatStartThrew) {
  explore([] {
    const auto ran = std::make_shared<Flags>(2);
    Starter starter(2, 1, no_thread_left);
    std::string caught = "nothing";
    try {
      join_all(jobs_that_set(ran), std::ref(starter));
    } catch (const NoThreadLeft& error) {
      caught = error.code() == std::errc::resource_unavailable_try_again ? "what start threw"
                                                                         : "another NoThreadLeft";
    } catch (const std::system_error&) {
      caught = "a plain std::system_error";
    } catch (const std::exception&) {
      caught = "an exception of another type";
    }
    expect_equal(caught, std::string("what start threw"),
                 "what left join_all when start threw a type derived from std::system_error",
                 "what start threw, whatever it is, leaves join_all unchanged.");
  });
}

TEST(JoinAll, ThrowsWhatStartThrewEvenIfItIsNoStdException) {
  explore([] {
    const auto ran = std::make_shared<Flags>(2);
    Starter starter(2, 1, [] { throw OutOfThreads{42}; });
    int code = 0;
    try {
      join_all(jobs_that_set(ran), std::ref(starter));
    } catch (const OutOfThreads& error) {
      code = error.code;
    } catch (...) {
      code = -1;
    }
    expect_equal(code, 42, "the code in the object that start threw (-1: another type was thrown)",
                 "what start threw, whatever it is, leaves join_all unchanged.");
    expect_equal(starter.ended(), Flags{1, 0}, "which threads had ended after the second start");
  });
}

TEST(JoinAll, HasNothingToJoinWhenTheFirstStartFails) {
  explore([] {
    const auto ran = std::make_shared<Flags>(2);
    Starter starter(2, 0, no_thread_left);
    bool thrown = false;
    try {
      join_all(jobs_that_set(ran), std::ref(starter));
    } catch (const std::exception&) {
      thrown = true;
    }
    expect_equal(thrown, true, "whether join_all threw when the first start did");
    expect_equal(*ran, Flags{0, 0}, "which jobs ran when the first start threw",
                 "when start throws, no further job is started.");
  });
}

TEST(JoinAll, WithNoJobsStartsNothing) {
  explore([] {
    Starter starter(0);
    join_all({}, std::ref(starter));
    expect_equal(starter.starts(), 0U, "the number of calls to start without any job");
  });
}

TEST(JoinAll, JoinsManyThreads) {
  explore(
      [] {
        const auto ran = std::make_shared<Flags>(24);
        Starter starter(24);
        join_all(jobs_that_set(ran), std::ref(starter));
        expect_equal(starter.ended(), Flags(24, 1), "which of 24 threads had ended on return",
                     "every thread that start returned has been joined on return.");
      },
      kManyThreads);
}

TEST(JoinAllConcurrent, AllJobsAreUnderWayAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(20);
        std::size_t starts = 0;
        join_all(std::vector<Job>(20, [&] { meeting.arrive_and_wait(); }), [&](Job job) {
          ++starts;
          return start_thread(std::move(job));
        });
        expect_equal(starts, 20U, "the number of calls to start for 20 jobs",
                     "start is called once for each job.");
      },
      kManyThreads);
}

}  // namespace
