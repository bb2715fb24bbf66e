# What a translation unit is compiled with. Every target takes its flags from one of these, so no
# flag is written twice: the ./course command runs the very lines that CMake derives from them.
#
#   strict_warnings    our own code: warnings are errors
#   exercise_flags     every answer and grader
#   flavour_address    the `correct` and `concurrent` checks: address and leak sanitizers
#   thread_instrumentation, flavour_thread
#                      the `race-free` and `concurrent` checks
#   tail_calls_address, tail_calls_thread
#                      answers in a header: coroutines
#   flavour_optimised  benchmarks

add_library(strict_warnings INTERFACE)
target_compile_options(strict_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                                 -Werror)

find_package(Threads REQUIRED)

add_library(exercise_flags INTERFACE)
# Answers are compiled with these warnings; they are shown to the learner and are no errors there.
target_compile_options(exercise_flags INTERFACE ${INTERLEAVE_DEBUG_INFO} -Wall -Wextra -pthread)
target_link_options(exercise_flags INTERFACE -pthread)
# std::counting_semaphore of libstdc++ 12 can sleep for ever on its own futex (GCC bug 104928: it
# waits for the value that it has just missed); the explorer finds that in its second schedule. On
# top of sem_t it is right.
target_compile_definitions(exercise_flags INTERFACE _GLIBCXX_USE_POSIX_SEMAPHORE=1)

# A grader links three times per verdict, so the linker is on the learner's path: lld and gold take
# half the time of the default one. (mold takes a quarter, but what 1.10 links does not load now and
# then: "cannot apply additional memory protection after relocation".)
find_program(INTERLEAVE_LLD ld.lld)
find_program(INTERLEAVE_GOLD ld.gold)
if(INTERLEAVE_LLD)
  target_link_options(exercise_flags INTERFACE -fuse-ld=lld)
elseif(INTERLEAVE_GOLD)
  target_link_options(exercise_flags INTERFACE -fuse-ld=gold)
endif()

# -O0 keeps every read and every stack variable where the learner wrote it: the address sanitizer
# then sees a dangling reference that an optimiser would have removed, and a debugger sees it too.
add_library(flavour_address INTERFACE)
target_compile_options(flavour_address INTERFACE -O0 -fsanitize=address -fno-omit-frame-pointer)
target_compile_definitions(flavour_address INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(flavour_address INTERFACE -fsanitize=address)
target_link_libraries(flavour_address INTERFACE exercise_flags)

# Instrumented once, linked twice: with the schedule explorer, and with the thread sanitizer.
add_library(thread_instrumentation INTERFACE)
target_compile_options(thread_instrumentation INTERFACE -O1 -fsanitize=thread
                                                        -fno-omit-frame-pointer)
target_link_libraries(thread_instrumentation INTERFACE exercise_flags)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The warning says that fences are not modelled by the thread sanitizer; the explorer does.
  target_compile_options(thread_instrumentation INTERFACE -Wno-tsan)
endif()

# Answers in a header, beside their flavour: a coroutine that resumes another one as its last act must
# be able to do so without growing the stack ("symmetric transfer"). g++ makes that call a tail call
# only if it may optimise such calls and nothing is left to do after it; the sanitizers' care for stack
# variables, and the thread sanitizer's notes of who called, would be. clang++ always does it.
add_library(tail_calls_address INTERFACE)
add_library(tail_calls_thread INTERFACE)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(tail_calls_address INTERFACE -foptimize-sibling-calls --param=asan-stack=0)
  target_compile_options(tail_calls_thread INTERFACE -foptimize-sibling-calls
                                                     --param=tsan-instrument-func-entry-exit=0)
endif()

add_library(flavour_thread INTERFACE)
target_link_options(flavour_thread INTERFACE -fsanitize=thread)
target_link_libraries(flavour_thread INTERFACE thread_instrumentation)

add_library(flavour_optimised INTERFACE)
target_compile_options(flavour_optimised INTERFACE -O2)
target_link_libraries(flavour_optimised INTERFACE exercise_flags)
