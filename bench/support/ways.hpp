#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

/// A job that is done in several ways, all of which must give the same. Each way becomes a
/// benchmark JOB/WAY[/workers:N][/size:N] of its own, by the clock.
///
/// The way "serial" does one thing after the other, and is what all others are measured against.
/// "answer" is the exercise's answer, whoever's is built in.
template <typename Result>
class Job {
 public:
  /// `size` says how much work it is, where there are several; else 0.
  Job(std::string name, std::int64_t size, std::function<Result()> serial)
      : name_(std::move(name)), size_(size), expected_(std::make_shared<Expected>()) {
    expected_->serial = serial;
    add("serial", std::move(serial));
  }

  /// One that would take too long one thing after the other: only its times are told.
  Job(std::string name, std::int64_t size)
      : name_(std::move(name)), size_(size), expected_(std::make_shared<Expected>()) {}

  /// What can come of it at the most, if that is not what the processors can compute: how fast all
  /// of them read memory; or, of a job that waits, as much as there are workers.
  void is_limited_by_memory() { label_ = "memory"; }
  void is_limited_by_waiting() { label_ = "waiting"; }

  /// `size` is a choice, as of a chunk, and not how much work it is.
  void is_a_sweep() { label_ = "sweep"; }

  /// What is asked is the price of one operation: `size` is how many are made, and "serial" does
  /// without what is measured.
  void is_about_cost() { label_ = "cost"; }

  /// `workers`: how many do it, where that is a choice; else 0.
  void add(const std::string& way, std::function<Result()> run, int workers = 0) const {
    std::string full = name_ + '/' + way;
    if (workers != 0) full += "/workers:" + std::to_string(workers);
    if (size_ != 0) full += "/size:" + std::to_string(size_);
    benchmark::RegisterBenchmark(
        full.c_str(),
        [run = std::move(run), expected = expected_, label = label_](benchmark::State& state) {
          state.SetLabel(label);
          measure(state, run, expected->get());
        })
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }

  /// Says in the report that nothing is known of a way, and how to change that.
  void add_missing(const std::string& way, const std::string& package) const {
    const std::string message = "is not installed: sudo apt-get install " + package;
    benchmark::RegisterBenchmark((name_ + '/' + way).c_str(), [message](benchmark::State& state) {
      state.SkipWithError(message.c_str());
    });
  }

 private:
  /// What the job gives, found out when it is needed first.
  struct Expected {
    std::function<Result()> serial;  // may be empty
    std::optional<Result> result;

    const std::optional<Result>& get() {
      if (!result && serial) result = serial();
      return result;
    }
  };

  static void measure(benchmark::State& state, const std::function<Result()>& run,
                      const std::optional<Result>& expected) {
    try {
      // Once for what only the first time costs: threads that a pool keeps, memory never touched.
      std::optional<Result> result = run();
      for (auto _ : state) result = run();
      if (expected && result != expected) state.SkipWithError("gives another result");
    } catch (const std::exception& error) {
      state.SkipWithError(error.what());
    }
  }

  std::string name_;
  std::int64_t size_;
  std::string label_;
  std::shared_ptr<Expected> expected_;
};
