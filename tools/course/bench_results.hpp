#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What benchmarks say, and what follows from it. Every program says it in the form of Google
// Benchmark's JSON, the peers in Python too; a benchmark's name is JOB/WAY, and may go on with
// /workers:N and /size:N. Its label says what limits the job: "memory", "waiting" (as much as there
// are workers), "cost" (nothing: what one of it costs is what is told), "sweep" (it compares
// choices of one way, so no peer is best); without a label it is what the processors can compute.
// The way "serial" does the job one thing after the other; ways whose name begins with "python" are
// measured against "python serial".
namespace interleave {

/// A way to do a job, with so many workers and of such a size; 0 where there is no such choice.
struct BenchPoint {
  std::string job;
  std::string way;
  int workers = 0;
  std::int64_t size = 0;

  // clang-tidy 14 takes the comparison with 0 for one with a pointer.
  // NOLINTNEXTLINE(modernize-use-nullptr)
  auto operator<=>(const BenchPoint&) const = default;
};

/// What was measured of it: a time for each round, or why there is none.
struct BenchTimes {
  std::vector<double> milliseconds;
  std::string error;
  std::string label;
};

/// The middle, and between which values the middle half lies.
struct Spread {
  double low = 0;
  double median = 0;
  double high = 0;
};

/// Of one number or more.
Spread spread_of(std::vector<double> numbers);

/// All rounds of all programs.
class BenchRounds {
 public:
  /// Adds what a program printed in one round; `answer` is what its way "answer" is called: whose
  /// answer was built into it. Throws InputError, beginning with `program`, if that is no such
  /// JSON.
  void add(const std::string& program, std::string_view output, const std::string& answer);

  const std::map<BenchPoint, BenchTimes>& points() const { return points_; }

  /// How often `point` is faster than `base`: of each round its own ratio, because both met the
  /// same machine. Nothing if one of them was not measured.
  std::optional<Spread> ratio(const BenchPoint& base, const BenchPoint& point) const;

 private:
  std::map<BenchPoint, BenchTimes> points_;
};

/// Amdahl's law with a part of the job, from 0 to 1, that no more workers make faster: with n of
/// them the speedup is 1 / (part + (1 - part) / n). The part that fits best (least squares of the
/// speedups) to `speedups` by workers. Where the machine gives less than a processor for each, what
/// it gives counts: at most `capacity`. Nothing with fewer than two numbers of workers that are
/// within the capacity.
std::optional<double> serial_part(const std::map<int, double>& speedups, double capacity);

/// The speedup of `workers` by that law.
double amdahl(double part, double workers);

/// Everything that a report shows, on a machine with so many processors:
///   {"processors", "compute_capacity": SPREAD, "memory_capacity": SPREAD,
///    "missing": [names of packages without which something was left out],
///    "jobs": [{"job", "limit": "compute", "memory", "waiting", "cost" or "sweep",
///              "ways": [WAY],
///              "scaling": [{"way", "size", "serial_part"}],
///              "solution": WAY,
///              "best_peer": {"way", "workers", "solution_is_faster": SPREAD}}]}
/// WAY is {"way", "workers", "size", "ms": SPREAD, "rounds_ms": [], "speedup": SPREAD, "of_limit",
/// "beside_serial": of Python, "each_ns": of a job about cost}, or, in the place of all times,
/// "error". SPREAD is {"median", "low", "high"}; "low" and "high" are the quartiles. A capacity is
/// how many times the work of one thread all processors do together; "of_limit" is the speedup
/// divided by what limits the job. "solution" and "best_peer" are the fastest ones, in C++, at the
/// largest size at which "serial" was measured. What does not apply is left out.
nlohmann::json bench_report(const BenchRounds& rounds, unsigned processors);

/// Whether a way has come to another result than it should, or to none. What is not installed has
/// not.
bool has_failed(const nlohmann::json& way);

}  // namespace interleave
