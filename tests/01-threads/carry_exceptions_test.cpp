#include "carry_exceptions.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"
#include "support/threads.hpp"

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::explore;

using Jobs = std::vector<std::function<void()>>;

constexpr const char* kFirst =
    "it throws what the first of them threw: first in the order of the jobs, not in time.";

/// No runtime_error and no logic_error: an answer that copies the base of it loses it.
class JobError : public std::exception {
 public:
  explicit JobError(std::string text) : text_(std::move(text)) {}
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

std::function<void()> throws(const std::string& text) {
  return [text] { throw JobError(text); };
}

void work_for_a_while() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

/// What carry_exceptions throws for `jobs`, in words.
std::string outcome(const Jobs& jobs) {
  try {
    carry_exceptions(jobs);
  } catch (const JobError& error) {
    return std::string("JobError ") + error.what();
  } catch (const std::exception& error) {
    return std::string("another std::exception: ") + error.what();
  } catch (int number) {
    return "the int " + std::to_string(number);
  } catch (...) {
    return "something else";
  }
  return "nothing";
}

TEST(CarryExceptions, WithoutAnyItReturns) {
  explore([] {
    CallLog<int> calls;
    expect_equal(outcome({[&] { calls.add(0); }, [&] { calls.add(1); }}), "nothing",
                 "what was thrown when no job threw");
    expect_equal(calls.size(), 2U, "the number of calls to jobs", "runs each job once.");
  });
}

TEST(CarryExceptions, AnExceptionReachesTheCaller) {
  explore([] {
    expect_equal(outcome({[] {}, throws("disk full")}), "JobError disk full", "what was thrown");
  });
}

TEST(CarryExceptions, AnythingCanBeThrown) {
  explore([] { expect_equal(outcome({[] { throw 42; }}), "the int 42", "what was thrown"); });
}

TEST(CarryExceptions, TheFirstJobsExceptionWins) {
  explore([] {
    expect_equal(outcome({throws("of job 0"), throws("of job 1")}), "JobError of job 0",
                 "what was thrown when both jobs threw", kFirst);
  });
}

// Job 0 throws only when job 1 has done so, and a while later.
TEST(CarryExceptions, FirstMeansTheOrderOfTheJobsNotTime) {
  explore([] {
    std::latch later_job_throws(1);
    const Jobs jobs{[&] {
                      later_job_throws.wait();
                      work_for_a_while();
                      throw JobError("of job 0");
                    },
                    [&] {
                      later_job_throws.count_down();
                      throw JobError("of job 1");
                    }};
    expect_equal(outcome(jobs), "JobError of job 0",
                 "what was thrown when job 1 threw before job 0", kFirst);
  });
}

TEST(CarryExceptions, TheFirstOfThoseThatThrewWins) {
  explore(
      [] {
        CallLog<int> calls;
        Jobs jobs(20, [&] { calls.add(1); });
        jobs[2] = throws("of job 2");
        jobs[5] = throws("of job 5");
        jobs[17] = throws("of job 17");
        expect_equal(outcome(jobs), "JobError of job 2",
                     "what was thrown when jobs 2, 5 and 17 of 20 threw", kFirst);
        expect_equal(calls.size(), 17U, "the number of calls to the jobs that do not throw",
                     "each is called, whatever the others throw.");
      },
      {.schedules = 50});
}

TEST(CarryExceptions, TheOthersHaveEndedWhenItThrows) {
  explore([] {
    int ended = 0;
    const Jobs jobs{throws("at once"), [&] {
                      work_for_a_while();
                      ended = 1;
                    }};
    expect_equal(outcome(jobs), "JobError at once", "what was thrown");
    expect_equal(ended, 1, "how many of the other jobs had ended when it threw",
                 "when the function throws, no thread that was started here is still running.");
  });
}

TEST(CarryExceptions, ALateExceptionIsDroppedSafely) {
  explore([] {
    const Jobs jobs{throws("at once"), [] {
                      work_for_a_while();
                      throw JobError("too late");
                    }};
    expect_equal(outcome(jobs), "JobError at once", "what was thrown", kFirst);
  });
}

void expect_no_job_on_the_callers_thread(std::size_t count) {
  explore([=] {
    CallLog<std::thread::id> threads;
    carry_exceptions(Jobs(count, [&] { threads.add(std::this_thread::get_id()); }));
    interleave::expect_on_other_threads(threads.entries(), "a job ran",
                                        "each job runs on a thread of its own.");
  });
}

TEST(CarryExceptions, NoJobRunsOnTheCallersThread) { expect_no_job_on_the_callers_thread(2); }

TEST(CarryExceptions, StartsAThreadForASingleJobToo) { expect_no_job_on_the_callers_thread(1); }

TEST(CarryExceptions, WithoutJobsItReturns) {
  explore([] { expect_equal(outcome({}), "nothing", "what was thrown for no jobs"); });
}

TEST(CarryExceptionsConcurrent, AllJobsAreInsideAtOnceThoughTheyThrow) {
  explore(
      [] {
        interleave::Rendezvous meeting(4);
        const Jobs jobs(4, [&] {
          meeting.arrive_and_wait();
          throw JobError("of each job");
        });
        expect_equal(outcome(jobs), "JobError of each job", "what was thrown");
      },
      {.schedules = 100});
}

}  // namespace
