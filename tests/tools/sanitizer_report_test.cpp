// Texts as the sanitizers of GCC 12 and Clang 14 printed them, shortened.

#include "judge/sanitizer_report.hpp"

#include <gtest/gtest.h>

namespace {

using interleave::Frame;
using interleave::parse_sanitizer_text;
using interleave::parse_stacks;
using interleave::Stack;

void expect_frame(const Frame& frame, const std::string& function, const std::string& file,
                  int line) {
  EXPECT_EQ(frame.function, function);
  EXPECT_EQ(frame.file, file);
  EXPECT_EQ(frame.line, line);
}

TEST(SanitizerReport, OfARaceNamesBothAccesses) {
  const auto reports = parse_sanitizer_text(R"(==================
WARNING: ThreadSanitizer: data race (pid=4711)
  Write of size 4 at 0x7ffd9d1c by thread T2:
    #0 operator() /a course, geübt/sum.cpp:9 (thread+0x41a2)
    #1 std::thread::_State_impl<>::_M_run() /usr/include/c++/12/thread:210:13 (thread+0x41b9)
    #2 <null> <null> (libstdc++.so.6+0xd44a2)

  Previous write of size 4 at 0x7ffd9d1c by main thread:
    #0 sum_of_both(int (*)(int)) /a course, geübt/sum.cpp:12 (thread+0x41a2)

SUMMARY: ThreadSanitizer: data race /a course, geübt/sum.cpp:9 in operator()
==================
)");
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].kind, "data race");
  EXPECT_EQ(reports[0].description, "data race");
  ASSERT_EQ(reports[0].stacks.size(), 2U);
  const Stack& first = reports[0].stacks[0];
  EXPECT_EQ(first.title, "Write of size 4 at 0x7ffd9d1c by thread T2:");
  ASSERT_EQ(first.frames.size(), 3U);
  expect_frame(first.frames[0], "operator()", "/a course, geübt/sum.cpp", 9);
  EXPECT_EQ(first.frames[1].line, 210);
  EXPECT_EQ(first.frames[2].file, "");
  expect_frame(reports[0].stacks[1].frames[0], "sum_of_both(int (*)(int))",
               "/a course, geübt/sum.cpp", 12);
}

TEST(SanitizerReport, OfFreedMemoryNamesUseFreeAndAllocation) {
  const auto reports = parse_sanitizer_text(
      R"(=================================================================
==4711==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc 0x55d7
READ of size 4 at 0x602000000010 thread T0
    #0 0x55d7a1 in sum_of_both(int (*)(int)) sum_of_both.cpp:6
    #1 0x55d7b2 in main lib/main.cpp:20:3

0x602000000010 is located 0 bytes inside of 4-byte region [0x602000000010,0x602000000014)
freed by thread T0 here:
    #0 0x7f31 in operator delete(void*, unsigned long) ../../src/asan_new_delete.cpp:164
previously allocated by thread T0 here:
    #0 0x7f32 in operator new(unsigned long) ../../src/asan_new_delete.cpp:95
)");
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].kind, "memory error");
  EXPECT_EQ(reports[0].description, "heap-use-after-free");
  ASSERT_EQ(reports[0].stacks.size(), 3U);
  expect_frame(reports[0].stacks[0].frames[1], "main", "lib/main.cpp", 20);
  EXPECT_EQ(reports[0].stacks[1].title, "freed by thread T0 here:");
  expect_frame(reports[0].stacks[2].frames[0], "operator new(unsigned long)",
               "../../src/asan_new_delete.cpp", 95);
}

struct Header {
  const char* line;
  const char* kind;
  const char* description;
};

class SanitizerHeader : public testing::TestWithParam<Header> {};

TEST_P(SanitizerHeader, SaysWhatWasFound) {
  const auto reports = parse_sanitizer_text(GetParam().line);
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].kind, GetParam().kind);
  EXPECT_EQ(reports[0].description, GetParam().description);
}

INSTANTIATE_TEST_SUITE_P(
    Each, SanitizerHeader,
    testing::Values(
        Header{"==1==ERROR: AddressSanitizer: SEGV on unknown address 0x0 (pc 0x5 T0)", "crash",
               "SEGV"},
        Header{"AddressSanitizer:DEADLYSIGNAL\n==1==ERROR: AddressSanitizer: ABRT on unknown "
               "address 0x1 (pc 0x5)",
               "crash", "ABRT"},
        Header{"==1==ERROR: AddressSanitizer: stack-overflow on address 0x7ff", "crash",
               "stack-overflow"},
        Header{"==1==ERROR: AddressSanitizer: attempting double-free on 0x602 in thread T0:",
               "memory error", "attempting double-free"},
        Header{"==1==ERROR: AddressSanitizer: stack-use-after-return on address 0x7f",
               "memory error", "stack-use-after-return"},
        Header{"==1==ERROR: AddressSanitizer: out of memory: allocator is trying to allocate 0xf "
               "bytes",
               "resource limit", "out of memory: allocator is trying to allocate 0xf bytes"},
        Header{
            "==1==ThreadSanitizer: CHECK failed: sanitizer_allocator.h:9 \"((a)) == ((b))\" (0x1)",
            "memory error", "CHECK failed: sanitizer_allocator.h:9"},
        Header{"==1==ERROR: LeakSanitizer: detected memory leaks", "leak", "detected memory leaks"},
        Header{"WARNING: ThreadSanitizer: heap-use-after-free (pid=1)", "use after free",
               "heap-use-after-free"},
        Header{"WARNING: ThreadSanitizer: lock-order-inversion (potential deadlock) (pid=1)",
               "deadlock", "lock-order-inversion"},
        Header{"WARNING: ThreadSanitizer: unlock of an unlocked mutex (or by a wrong thread) "
               "(pid=1)",
               "mutex misuse", "unlock of an unlocked mutex"},
        Header{"WARNING: ThreadSanitizer: double lock of a mutex (pid=1)", "mutex misuse",
               "double lock of a mutex"},
        Header{"FATAL: ThreadSanitizer: unexpected memory mapping 0x5-0x6", "environment",
               "unexpected memory mapping 0x5-0x6"}));

TEST(SanitizerReport, SeveralAreToldApart) {
  const auto reports = parse_sanitizer_text(R"(WARNING: ThreadSanitizer: data race (pid=1)
  Read of size 8 at 0x1 by thread T1:
    #0 f() a/a.cpp:1
WARNING: ThreadSanitizer: double lock of a mutex (pid=1)
    #0 g() a/a.cpp:2
)");
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].stacks.size(), 1U);
  ASSERT_EQ(reports[1].stacks.size(), 1U);
  expect_frame(reports[1].stacks[0].frames[0], "g()", "a/a.cpp", 2);
}

TEST(SanitizerReport, TextThatIsNoneIsPassedOver) {
  EXPECT_TRUE(parse_sanitizer_text("").empty());
  EXPECT_TRUE(parse_sanitizer_text("hello\n[  PASSED  ] 3 tests.\n# 1 in a list\n").empty());
}

TEST(SanitizerReport, ThatIsCutOffGivesWhatIsThere) {
  const auto reports = parse_sanitizer_text(
      "==1==ERROR: AddressSanitizer: SEGV on unknown\n    #0 0x5 in f() a/a.cpp:1\n    #1 0x5 in");
  ASSERT_EQ(reports.size(), 1U);
  ASSERT_FALSE(reports[0].stacks.empty());
  expect_frame(reports[0].stacks[0].frames[0], "f()", "a/a.cpp", 1);
}

TEST(Stacks, AreReadWithoutAReportRoundThem) {
  const auto stacks = parse_stacks(
      "    #0 0x5 in futex_wait <null> (libc.so.6+0x1)\n"
      "    #1 0x6 in wait() /usr/include/latch:70\n");
  ASSERT_EQ(stacks.size(), 1U);
  ASSERT_EQ(stacks[0].frames.size(), 2U);
  expect_frame(stacks[0].frames[0], "futex_wait", "", 0);
  expect_frame(stacks[0].frames[1], "wait()", "/usr/include/latch", 70);
}

}  // namespace
