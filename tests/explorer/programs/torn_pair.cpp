// Torn pair: each half is atomic, the pair is not.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

struct Point {
  int x;
  int y;
};

void buggy() {
  std::atomic<int> x{0};
  std::atomic<int> y{0};
  const auto move = [&] {
    x.store(1);
    y.store(1);
  };
  const auto look = [&] {
    const int seen = x.load();
    require(seen == y.load(), "the point has left the diagonal");
  };
  run_together(move, look);
}

void fixed() {
  std::atomic<Point> point{Point{0, 0}};
  const auto move = [&] { point.store(Point{1, 1}); };
  const auto look = [&] {
    const Point seen = point.load();
    require(seen.x == seen.y, "the point has left the diagonal");
  };
  run_together(move, look);
}

const interleave::Program program{"torn_pair", {"wrong result"}, buggy, fixed};

}  // namespace
