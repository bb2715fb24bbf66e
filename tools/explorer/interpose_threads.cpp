// Threads of the body: pthread_create and what belongs to it, in front of the C library's.

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <exception>

#include "explorer/arena.hpp"
#include "explorer/happens_before.hpp"
#include "explorer/isolation.hpp"
#include "explorer/raw.hpp"
#include "explorer/real.hpp"
#include "explorer/scheduler.hpp"
#include "explorer/threads.hpp"

namespace interleave::explorer {
namespace {

constexpr int kProcessors = 2;  // whatever the machine has: verdicts must not depend on it
constexpr int kMostKeys = 1024;

using KeyDestructor = void (*)(void*);

// By key; kept from the start of the program, because keys are made before anything is explored.
INTERLEAVE_STATE std::array<KeyDestructor, kMostKeys> key_destructors{};
INTERLEAVE_STATE int keys_made = 0;

std::uintptr_t as_object(const Thread& thread) { return reinterpret_cast<std::uintptr_t>(&thread); }

void run_local_destructors(Thread& me) {
  while (me.local_destructor_count > 0) {
    const LocalDestructor next =
        me.local_destructors.at(static_cast<std::size_t>(--me.local_destructor_count));
    next.function(next.object);
  }
  for (int round = 0; round < PTHREAD_DESTRUCTOR_ITERATIONS; ++round) {
    for (int key = 0; key < keys_made; ++key) {
      const KeyDestructor destroy = key_destructors.at(static_cast<std::size_t>(key));
      if (destroy == nullptr) continue;
      void* value = pthread_getspecific(static_cast<pthread_key_t>(key));
      if (value == nullptr) continue;
      pthread_setspecific(static_cast<pthread_key_t>(key), nullptr);
      destroy(value);
    }
  }
}

/// An exception that leaves a thread's function terminates the program, with its stack intact.
void run_thread() noexcept {
  Thread& me = *runtime->current;
  me.result = me.function(me.argument);
  run_local_destructors(me);
  reach(Op::kEnd, as_object(me), 0);
  trace(Op::kEnd, as_object(me), 0, 0);
  end_thread();
}

/// A slot for a new thread: one whose last thread the creator knows to have ended, or a fresh one.
Thread& take_slot() {
  Runtime& r = *runtime;
  const Thread& me = *r.current;
  for (int slot = 1; slot < r.width; ++slot) {
    Thread& thread = thread_at(slot);
    const bool over = thread.state == ThreadState::kEnded && (thread.joined || thread.detached);
    if (over && thread.clock[slot] <= me.clock[slot]) return thread;
  }
  if (r.width == kMostThreads) {
    end_schedule(Outcome::kUnsupported, "more than %d threads at once", kMostThreads - 1);
  }
  const int slot = r.width++;
  Thread& thread = thread_at(slot);
  thread.slot = slot;
  thread.clock.at.fill(0);
  return thread;
}

void set_up(Thread& thread, Epoch epoch) {
  Runtime& r = *runtime;
  thread.number = r.next_number++;
  thread.state = ThreadState::kLive;
  thread.joined = thread.detached = false;
  thread.pending = {};
  thread.timed = thread.woken = thread.woken_for_nothing = false;
  thread.spurious_left = 1;
  thread.look_count = thread.repeats = thread.sleeps_in_vain = 0;
  thread.most_repeats = 1;
  thread.changes_seen = r.changes - 1;
  thread.parked = thread.reads_clock = false;
  thread.acquired.at.fill(0);
  thread.fenced.at.fill(0);
  thread.visible.at.fill(0);
  thread.fence_order = 0;
  thread.turns_in_a_row = 0;
  thread.local_destructor_count = 0;
  thread.clock[thread.slot] = epoch;
  r.random ^= r.random << 7;
  thread.priority = static_cast<std::int64_t>(r.random >> 33);
  ++r.live;
  const Uncontrolled uncontrolled;
  thread.fiber.identity = fresh_identity(thread.slot);
}

Thread* find_thread(pthread_t handle) {
  Runtime& r = *runtime;
  for (int slot = r.width - 1; slot > 0; --slot) {
    Thread& thread = thread_at(slot);
    const bool known = thread.state != ThreadState::kFree && !thread.joined;
    if (known && thread.fiber.identity == handle) return &thread;
  }
  return nullptr;
}

int join(pthread_t handle, void** result, std::uintptr_t pc) {
  Runtime& r = *runtime;
  if (handle == r.current->fiber.identity) return EDEADLK;
  Thread* thread = find_thread(handle);
  if (thread == nullptr) return ESRCH;
  if (thread->detached) return EINVAL;
  reach(Op::kJoin, as_object(*thread), pc);
  thread->joined = true;
  observe(thread->clock);
  // With nobody left that could run at the same time, nothing can race.
  bool alone = r.live == 1;
  for (int slot = 1; alone && slot < r.width; ++slot) {
    const Thread& other = thread_at(slot);
    alone = other.clock[slot] <= r.current->clock[slot];
  }
  r.several = !alone;
  trace(Op::kJoin, as_object(*thread), thread->number, pc);
  if (result != nullptr) *result = thread->result;
  return 0;
}

}  // namespace

void begin_body(void (*body)()) {
  Runtime& r = *runtime;
  Thread& thread = r.threads[0];
  r.width = 1;
  r.live = 0;
  r.next_number = 0;
  r.several = false;
  thread.slot = 0;
  thread.clock.at.fill(0);
  set_up(thread, 1);
  start_fiber(thread.fiber, stack_end(0), body);
  r.driver.identity = thread.fiber.identity;
  r.current = &thread;
}

void end_body() {
  Runtime& r = *runtime;
  r.body_ended = true;
  if (r.live > 1) reach(Op::kBodyEnd, 0, 0);
  for (int slot = 1; slot < r.width; ++slot) {
    const Thread& thread = thread_at(slot);
    if (!thread.joined && !thread.detached) {
      end_schedule(Outcome::kThreadLeft, "has ended, but was neither joined nor detached");
    }
  }
}

void run_destructors_of_body() { run_local_destructors(runtime->threads[0]); }

}  // namespace interleave::explorer

using namespace interleave::explorer;  // NOLINT(google-build-using-namespace)

// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {

int pthread_create(pthread_t* handle, const pthread_attr_t* attributes, void* (*function)(void*),
                   void* argument) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_create)(handle, attributes, function, argument);
  const std::uintptr_t pc = INTERLEAVE_PC;
  Runtime& r = *runtime;
  reach(Op::kCreate, kThreads, pc);
  Thread& me = *r.current;
  Thread& thread = take_slot();
  const Epoch epoch = thread.clock[thread.slot] + 1;
  thread.clock = me.clock;
  set_up(thread, epoch);
  if (r.search.weak_memory) thread.visible = me.visible;
  ++me.clock[me.slot];
  r.several = true;
  thread.function = function;
  thread.argument = argument;
  int detached = PTHREAD_CREATE_JOINABLE;
  if (attributes != nullptr) pthread_attr_getdetachstate(attributes, &detached);
  thread.detached = detached == PTHREAD_CREATE_DETACHED;
  *handle = thread.fiber.identity;
  note_change();
  trace(Op::kCreate, as_object(thread), thread.number, pc);
  start_fiber(thread.fiber, stack_end(thread.slot), run_thread);
  begin_thread(thread);
  return 0;
}

int pthread_join(pthread_t handle, void** result) {
  if (!controlled()) return INTERLEAVE_REAL(pthread_join)(handle, result);
  return join(handle, result, INTERLEAVE_PC);
}

int pthread_detach(pthread_t handle) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_detach)(handle);
  Thread* thread = find_thread(handle);
  if (thread == nullptr) return ESRCH;
  if (thread->detached) return EINVAL;
  thread->detached = true;
  return 0;
}

int pthread_key_create(pthread_key_t* key, void (*destroy)(void*)) noexcept {
  const int error = INTERLEAVE_REAL(pthread_key_create)(key, destroy);
  if (error == 0 && *key < kMostKeys) {
    key_destructors.at(*key) = destroy;
    if (static_cast<int>(*key) >= keys_made) keys_made = static_cast<int>(*key) + 1;
  }
  return error;
}

int pthread_key_delete(pthread_key_t key) noexcept {
  if (key < kMostKeys) key_destructors.at(key) = nullptr;
  return INTERLEAVE_REAL(pthread_key_delete)(key);
}

int __cxa_thread_atexit_impl(void (*destroy)(void*), void* object, void* module);
int __cxa_thread_atexit(void (*destroy)(void*), void* object, void* module) noexcept {
  if (!controlled()) return __cxa_thread_atexit_impl(destroy, object, module);
  Thread& me = *runtime->current;
  if (me.local_destructor_count == static_cast<int>(me.local_destructors.size())) {
    end_schedule(Outcome::kUnsupported, "more than %zu thread_local objects with destructors",
                 me.local_destructors.size());
  }
  me.local_destructors.at(static_cast<std::size_t>(me.local_destructor_count++)) = {destroy,
                                                                                    object};
  return 0;
}

// What is made in a schedule is gone with it.
int __cxa_atexit(void (*destroy)(void*), void* object, void* module) noexcept {
  if (controlled()) return 0;
  return INTERLEAVE_REAL(__cxa_atexit)(destroy, object, module);
}

int get_nprocs() noexcept { return controlled() ? kProcessors : INTERLEAVE_REAL(get_nprocs)(); }

int sched_yield() noexcept {
  if (!controlled()) return static_cast<int>(raw_syscall(SYS_sched_yield));
  yield_thread(INTERLEAVE_PC);
  return 0;
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)

namespace interleave::explorer {

void raw_pthread_create(pthread_t& thread, void* (*function)(void*), void* argument) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  constexpr std::size_t kSmall = std::size_t{256} << 10;
  pthread_attr_setstacksize(&attributes, kSmall);
  INTERLEAVE_REAL(pthread_create)(&thread, &attributes, function, argument);
  pthread_attr_destroy(&attributes);
}

}  // namespace interleave::explorer
