// Atomics of 16 bytes. In a file of their own, since some compilers call libatomic for them.

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>

#include "litmus.hpp"

namespace {

using interleave::testing_explorer::expect_forbidden;
using interleave::testing_explorer::expect_proved;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::kAcquire;
using interleave::testing_explorer::kRelaxed;
using interleave::testing_explorer::kRelease;
using interleave::testing_explorer::require;

struct alignas(16) Wide {
  std::uint64_t value = 0;
  std::uint64_t version = 0;
};

TEST(WideAtomic, IsNeverSeenHalfWritten) {
  expect_forbidden([] {
    std::atomic<Wide> wide = Wide{1, 1};
    Wide read;
    in_parallel([&] { wide.store(Wide{2, 2}, kRelaxed); }, [&] { read = wide.load(kRelaxed); });
    return read.value != read.version;
  });
}

TEST(WideAtomic, StoreBufferingIsForbiddenIfSeqCst) {
  expect_forbidden([] {
    std::atomic<Wide> x = Wide{};
    std::atomic<Wide> y = Wide{};
    Wide read_x;
    Wide read_y;
    in_parallel(
        [&] {
          x.store(Wide{1, 1});
          read_y = y.load();
        },
        [&] {
          y.store(Wide{1, 1});
          read_x = x.load();
        });
    return read_x.value == 0 && read_y.value == 0;
  });
}

TEST(WideAtomic, ReleasesAndAcquires) {
  expect_proved([] {
    int message = 0;
    std::atomic<Wide> flag = Wide{};
    in_parallel(
        [&] {
          message = 1;
          flag.store(Wide{1, 1}, kRelease);
        },
        [&] {
          if (flag.load(kAcquire).value == 1) require(message == 1, "the message has not arrived");
        });
  });
}

TEST(WideAtomic, CompareExchangeLosesNoUpdate) {
  expect_forbidden([] {
    std::atomic<Wide> wide = Wide{};
    const auto add = [&wide] {
      Wide expected = wide.load();
      while (
          !wide.compare_exchange_weak(expected, Wide{expected.value + 1, expected.version + 1})) {
      }
    };
    in_parallel(add, add);
    const Wide last = wide.load();
    return last.value != 2 || last.version != 2;
  });
}

TEST(WideAtomic, ExchangeHandsOutEachValueOnce) {
  expect_forbidden([] {
    std::atomic<Wide> wide = Wide{1, 1};
    Wide first;
    Wide second;
    in_parallel([&] { first = wide.exchange(Wide{}); }, [&] { second = wide.exchange(Wide{}); });
    return first.value + second.value != 1;
  });
}

}  // namespace
