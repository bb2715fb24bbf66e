#include "choose_chunk_size.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/expect.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;

std::string text(double number) {
  std::ostringstream all;
  all << number;
  return all.str();
}

std::string shown(const Workload& load) {
  return std::to_string(load.items) + " items on " + std::to_string(load.workers) +
         " workers, task_cost " + text(load.task_cost) + ", item_cost " + text(load.item_cost) +
         ", item_spread " + text(load.item_spread);
}

/// The costs of all items up to each one, a number of times; the same every time. Of a gamma
/// distribution: never negative, and with a long tail where the spread is larger than the mean.
/// There, with ten draws, a size that is 3 % from the best could seem to be 16 % from it.
class Costs {
 public:
  explicit Costs(const Workload& load) {
    std::mt19937 random(2023);
    const int draws = load.item_spread > 2 * load.item_cost ? 100 : 10;
    for (int draw = 0; draw < draws; ++draw) {
      std::vector<double> sums{0};
      for (std::size_t i = 0; i < load.items; ++i) sums.push_back(sums.back() + cost(load, random));
      draws_.push_back(std::move(sums));
    }
  }

  /// On average, when who is free takes the next chunk.
  double makespan(const Workload& load, std::size_t size) const {
    double all = 0;
    for (const std::vector<double>& sums : draws_) {
      std::vector<double> ends(load.workers);
      for (std::size_t first = 0; first < load.items; first += size) {
        const std::size_t last = first + std::min(size, load.items - first);
        *std::min_element(ends.begin(), ends.end()) += load.task_cost + sums[last] - sums[first];
      }
      all += *std::max_element(ends.begin(), ends.end());
    }
    return all / static_cast<double>(draws_.size());
  }

 private:
  static double cost(const Workload& load, std::mt19937& random) {
    if (load.item_spread == 0) return load.item_cost;
    const double shape = (load.item_cost / load.item_spread) * (load.item_cost / load.item_spread);
    return std::gamma_distribution<double>(shape, load.item_cost / shape)(random);
  }

  std::vector<std::vector<double>> draws_;
};

struct Choice {
  double makespan = 0;
  std::size_t size = 0;
};

/// The best of the sizes that could be: each small one, larger ones in steps of 6 %, and those that
/// give every worker the same number of chunks.
Choice best_choice(const Workload& load, const Costs& costs) {
  std::vector<std::size_t> sizes;
  for (std::size_t size = 1; size < load.items; size += 1 + size / 16) sizes.push_back(size);
  for (std::size_t rounds = 1; rounds <= 16; ++rounds) {
    const std::size_t parts = rounds * load.workers;
    sizes.push_back((load.items + parts - 1) / parts);
  }
  Choice best{std::numeric_limits<double>::infinity(), 0};
  for (const std::size_t size : sizes) {
    const double makespan = costs.makespan(load, size);
    if (makespan < best.makespan) best = {makespan, size};
  }
  return best;
}

/// Also if all costs of the load are given in each of some other `units` of time.
void expect_near_the_best(const Workload& load, const std::vector<double>& units = {1}) {
  constexpr double kTolerance = 1.1 + 0.02;  // what so many draws tell of the average
  const Costs costs(load);
  const Choice best = best_choice(load, costs);
  for (const double unit : units) {
    const Workload given{load.items, load.workers, load.task_cost * unit, load.item_cost * unit,
                         load.item_spread * unit};
    const std::size_t size = choose_chunk_size(given);
    if (size < 1 || size > load.items) {
      interleave::fail(shown(given) + ": the size is " + std::to_string(size) +
                       ". The contract: at least 1, and no more than `items`.");
      return;
    }
    const double ratio = costs.makespan(load, size) / best.makespan;
    expect_that(ratio <= kTolerance, shown(given) + ": with chunks of " + std::to_string(size) +
                                         " the makespan is on average " + text(ratio) +
                                         " times that with chunks of " + std::to_string(best.size) +
                                         ". The contract: at most 1.1 times that of the best.");
  }
}

TEST(ChooseChunkSize, EqualCostsAndDearTasksNeedOneChunkForEachWorker) {
  expect_near_the_best({1'000, 4, 20, 1, 0});
  expect_near_the_best({1'000, 3, 5, 1, 0.2});
  expect_near_the_best({997, 16, 10, 1, 0.5});
}

TEST(ChooseChunkSize, AChunkMoreThanWorkersIsARoundMore) {
  expect_near_the_best({10, 4, 1, 1, 0});
  expect_near_the_best({1'001, 10, 50, 1, 0});
}

TEST(ChooseChunkSize, UnequalCostsAndFreeTasksNeedTheSmallestChunks) {
  expect_near_the_best({1'000, 8, 0, 1, 5});
  expect_near_the_best({50, 4, 0.01, 1, 1});
}

TEST(ChooseChunkSize, BothMatter) {
  expect_near_the_best({1'000, 4, 1, 1, 5});
  expect_near_the_best({1'000, 8, 1, 1, 10});
  expect_near_the_best({1'000, 8, 50, 1, 3});
  expect_near_the_best({1'000, 4, 1, 1, 1});
}

TEST(ChooseChunkSize, TheUnitOfTimeDoesNotMatter) {
  expect_near_the_best({1'000, 8, 1, 1, 10}, {1e-9, 1e6});
  expect_near_the_best({1'000, 4, 20, 1, 0}, {1e-9, 1e6});
}

TEST(ChooseChunkSize, TasksThatCostFarMoreThanItems) {
  expect_near_the_best({1'000, 4, 1'000, 1, 1});
}

TEST(ChooseChunkSize, FewerItemsThanWorkers) {
  expect_near_the_best({3, 8, 1, 1, 1});
  expect_near_the_best({1, 8, 0, 1, 0});
}

TEST(ChooseChunkSize, ASingleWorkerNeedsASingleChunk) {
  expect_near_the_best({1'000, 1, 2, 1, 2});
  expect_near_the_best({1'000, 1, 300, 1, 60});
}

TEST(ChooseChunkSize, WithoutCostsAnySizeWillDo) {
  const std::size_t size = choose_chunk_size({100, 4, 0, 0, 0});
  expect_that(size >= 1 && size <= 100,
              "100 items on 4 workers that cost nothing: the size is " + std::to_string(size) +
                  ". The contract: at least 1, and no more than `items`.");
}

TEST(ChooseChunkSize, WithoutItemsTheSizeIsAtLeastOne) {
  for (const double task_cost : {0.0, 5.0}) {
    const std::size_t size = choose_chunk_size({0, 4, task_cost, 1, 1});
    expect_that(size >= 1, "no items: the size is 0. The contract: at least 1.");
  }
}

TEST(ChooseChunkSize, RefusesWhatNoWorkCanCost) {
  const double infinite = std::numeric_limits<double>::infinity();
  const double not_a_number = std::numeric_limits<double>::quiet_NaN();
  std::vector<Workload> refused{{100, 0, 1, 1, 1}};
  for (const double wrong : {-1.0, infinite, -infinite, not_a_number}) {
    refused.push_back({100, 4, wrong, 1, 1});
    refused.push_back({100, 4, 1, wrong, 1});
    refused.push_back({100, 4, 1, 1, wrong});
  }
  for (const Workload& load : refused) {
    bool thrown = false;
    try {
      choose_chunk_size(load);
    } catch (const std::invalid_argument&) {
      thrown = true;
    }
    expect_that(thrown, shown(load) +
                            ": a size was returned. The contract: std::invalid_argument if workers "
                            "is 0, or if a cost or the spread is negative, infinite, or not a "
                            "number.");
  }
}

TEST(ChooseChunkSize, TwoThreadsMayChooseAtOnce) {
  interleave::explore([] {
    std::size_t of_thread = 0;
    std::thread thread([&] { of_thread = choose_chunk_size({12, 4, 1, 1, 0}); });
    const std::size_t mine = choose_chunk_size({8, 8, 1, 1, 0});
    thread.join();
    expect_equal(of_thread, 3U, "the size for 12 items on 4 workers, chosen on another thread");
    expect_equal(mine, 1U, "the size for 8 items on 8 workers, chosen meanwhile");
  });
}

TEST(ChooseChunkSize, MeasuresNothing) {
  const Workload load{1'000, 4, 1, 1, 5};
  expect_equal(choose_chunk_size(load), choose_chunk_size(load), "the size, asked for again",
               "the same workload gives the same size.");
}

}  // namespace
