#include "collect_results.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"
#include "support/threads.hpp"

namespace {

using interleave::expect_equal;
using interleave::explore;

using Jobs = std::vector<std::function<int()>>;
using Questions = std::vector<std::function<bool()>>;

constexpr const char* kInOrder = "result i is what job i returned.";

void work_for_a_while() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

TEST(CollectResults, ResultsComeInTheOrderOfTheJobs) {
  explore([] {
    const Jobs jobs{[] { return 300; }, [] { return 0; }, [] { return -200; }};
    expect_equal(collect_results(jobs), std::vector{300, 0, -200}, "the results", kInOrder);
  });
}

TEST(CollectResults, AnswersComeInTheOrderOfTheJobs) {
  explore([] {
    const Questions jobs{[] { return true; }, [] { return true; }};
    expect_equal(collect_answers(jobs), std::vector{true, true}, "the answers", kInOrder);
  });
}

// Job 0 goes on until job 1 has returned, and for a while after that.
TEST(CollectResults, OrderIsThatOfTheJobsWhenTheFirstEndsLast) {
  explore([] {
    std::latch second_is_through(1);
    const Jobs jobs{[&] {
                      second_is_through.wait();
                      work_for_a_while();
                      return 10;
                    },
                    [&] {
                      second_is_through.count_down();
                      return 20;
                    }};
    expect_equal(collect_results(jobs), std::vector{10, 20}, "the results when job 0 ended last",
                 kInOrder);
  });
}

TEST(CollectResults, AnswersKeepTheirOrderWhenTheFirstEndsLast) {
  explore([] {
    std::latch second_is_through(1);
    const Questions jobs{[&] {
                           second_is_through.wait();
                           work_for_a_while();
                           return true;
                         },
                         [&] {
                           second_is_through.count_down();
                           return false;
                         }};
    expect_equal(collect_answers(jobs), std::vector{true, false},
                 "the answers when job 0 ended last", kInOrder);
  });
}

// The first job returns its result only when the last one has begun, so that nothing that is still
// being made for the later jobs goes unnoticed.
TEST(CollectResults, AFirstResultSurvivesTheStartOfTheOthers) {
  constexpr int kJobs = 20;
  explore(
      [] {
        std::latch last_has_begun(1);
        Jobs jobs;
        std::vector<int> expected;
        for (int i = 0; i < kJobs; ++i) {
          jobs.emplace_back([&last_has_begun, i] {
            if (i == kJobs - 1) last_has_begun.count_down();
            last_has_begun.wait();
            return 100 + i;
          });
          expected.push_back(100 + i);
        }
        expect_equal(collect_results(jobs), expected,
                     "the results of 20 jobs that were under way at once", kInOrder);
      },
      {.schedules = 50});
}

TEST(CollectResults, WaitsForSlowJobs) {
  explore([] {
    std::vector<int> ended(2);
    const auto slow = [&](std::size_t job) {
      return [&ended, job] {
        work_for_a_while();
        ended[job] = 1;
        return true;
      };
    };
    expect_equal(collect_answers(Questions{slow(0), slow(1)}), std::vector{true, true},
                 "the answers of slow jobs", kInOrder);
    expect_equal(ended, std::vector{1, 1}, "which jobs had ended on return",
                 "no thread that was started here is still running on return.");
  });
}

TEST(CollectResults, NeighbouringAnswersDoNotDisturbEachOther) {
  constexpr std::size_t kJobs = 16;
  explore(
      [] {
        Questions jobs;
        std::vector<bool> expected;
        for (std::size_t i = 0; i < kJobs; ++i) {
          jobs.emplace_back([i] { return i % 3 != 0; });
          expected.push_back(i % 3 != 0);
        }
        expect_equal(collect_answers(jobs), expected, "16 answers", kInOrder);
      },
      {.schedules = 50});
}

/// `collect` is one of the two functions, and `JobList` what it takes.
template <typename JobList, typename Collect>
void expect_no_call_on_the_callers_thread(std::size_t count, Collect collect) {
  explore([=] {
    interleave::CallLog<std::thread::id> threads;
    const auto job = [&] {
      threads.add(std::this_thread::get_id());
      return true;
    };
    collect(JobList(count, job));
    expect_equal(threads.size(), count, "the number of calls", "runs each job once.");
    interleave::expect_on_other_threads(threads.entries(), "a job ran",
                                        "each job runs on a thread of its own.");
  });
}

TEST(CollectResults, RunsEachJobOnceAndNeverOnTheCallersThread) {
  expect_no_call_on_the_callers_thread<Jobs>(2, collect_results);
}

TEST(CollectResults, AnswersEachQuestionOnceAndNeverOnTheCallersThread) {
  expect_no_call_on_the_callers_thread<Questions>(2, collect_answers);
}

TEST(CollectResults, StartsAThreadForASingleJobToo) {
  expect_no_call_on_the_callers_thread<Jobs>(1, collect_results);
}

TEST(CollectResults, WithoutJobsTheResultIsEmpty) {
  explore([] {
    expect_equal(collect_results({}), std::vector<int>{}, "the results of no jobs");
    expect_equal(collect_answers({}), std::vector<bool>{}, "the answers of no jobs");
  });
}

TEST(CollectResultsConcurrent, AllJobsAreInsideAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(20);
        const auto job = [&] {
          meeting.arrive_and_wait();
          return 7;
        };
        expect_equal(collect_results(Jobs(20, job)), std::vector(20, 7), "the results");
      },
      {.schedules = 50});
}

TEST(CollectResultsConcurrent, AllQuestionsAreInsideAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(20);
        const auto job = [&] {
          meeting.arrive_and_wait();
          return true;
        };
        expect_equal(collect_answers(Questions(20, job)), std::vector(20, true), "the answers");
      },
      {.schedules = 50});
}

}  // namespace
