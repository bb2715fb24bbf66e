#include "explorer/scheduler.hpp"

#include <algorithm>

#include "explorer/arena.hpp"
#include "explorer/strategies.hpp"

namespace interleave::explorer {
namespace {

// A thread that looks again without anything having changed goes on this long before others must
// move: longer than the spinning that the standard library does before it sleeps.
constexpr int kRepeatsAtOnce = 60;
// And so long, when nothing else can run, before it is said to spin for ever.
constexpr int kMostRepeats = 20'000;
constexpr int kEarlySleeps = 3;
constexpr int kMostClockReads = 100;             // at the same time, before it moves
constexpr std::uint64_t kFirstIdleStep = 1'000;  // 1 us
constexpr std::uint64_t kMostIdleTime = 366ULL * 24 * 3600 * 1000000000;  // a year

bool is_free_for(const Thread& thread, std::uintptr_t lock) {
  const SyncObject* object = find_object(lock);
  if (object == nullptr) return true;
  if (object->owner == thread.slot) return object->recursive;
  return object->owner < 0 && object->readers == 0;
}

bool is_due(const Thread& thread) { return thread.timed && runtime->now >= thread.deadline; }

bool may_sleep_less(const Thread& thread) {
  return !runtime->search.exact_time && thread.sleeps_in_vain < kEarlySleeps;
}

/// Whether the thread could take its step now, by what it waits for or because its time is over.
bool can_run(const Thread& thread) {
  if (is_enabled(thread)) return true;
  if (thread.pending.kind == Op::kSleep) return is_due(thread) || may_sleep_less(thread);
  if (thread.pending.kind == Op::kWaitReturn) {
    return is_due(thread) && is_free_for(thread, thread.pending.second);
  }
  return is_due(thread);
}

bool can_wake_for_nothing(const Thread& thread) {
  return runtime->search.spurious && thread.pending.kind == Op::kWaitReturn && !thread.woken &&
         thread.spurious_left > 0 && is_free_for(thread, thread.pending.second);
}

bool is_waiting_for_change(const Thread& thread) {
  return thread.parked && thread.changes_seen == runtime->changes;
}

/// Whether the thread waits for news that it has missed: a notification that came before, or a
/// value that has changed without one.
bool is_lost_wake_up(const Thread& thread) {
  if (thread.woken) return false;
  if (thread.pending.kind == Op::kFutexReturn) {
    return *reinterpret_cast<const int*>(thread.pending.object) != thread.awaited;
  }
  const SyncObject* object = find_object(thread.pending.object);
  return thread.pending.kind == Op::kWaitReturn && object != nullptr && object->notified > 0;
}

[[noreturn]] void end_stuck() {
  Runtime& r = *runtime;
  bool loops = false;
  bool lost = false;
  for (int slot = 0; slot < r.width; ++slot) {
    const Thread& thread = thread_at(slot);
    if (thread.state != ThreadState::kLive) continue;
    loops = loops || thread.parked;
    lost = lost || (!is_enabled(thread) && is_lost_wake_up(thread));
  }
  if (r.body_ended) end_schedule(Outcome::kThreadLeft);
  if (loops) end_schedule(Outcome::kLivelock);
  end_schedule(lost ? Outcome::kLostWakeUp : Outcome::kDeadlock);
}

/// Time moves for threads that wait for nothing but that, in steps that grow.
void let_time_pass() {
  Runtime& r = *runtime;
  r.idle_step = std::max(kFirstIdleStep, r.idle_step * 2);
  r.now += r.idle_step;
  r.clock_reads = 0;
  note_change();
}

/// Nobody can run: lets time pass, or those who only look look again; or there is nothing left.
void resolve_standstill() {
  Runtime& r = *runtime;
  std::uint64_t next = kNever;
  bool looks_at_clock = false;
  Thread* looker = nullptr;
  for (int slot = 0; slot < r.width; ++slot) {
    Thread& thread = thread_at(slot);
    if (thread.state != ThreadState::kLive) continue;
    if (thread.timed && thread.deadline > r.now) next = std::min(next, thread.deadline);
    if (!thread.parked) continue;
    looks_at_clock = looks_at_clock || thread.reads_clock;
    if (thread.most_repeats < kMostRepeats && looker == nullptr) looker = &thread;
  }
  if (next != kNever) {
    r.now = next;
    r.clock_reads = 0;
    note_change();
  } else if (looks_at_clock && r.now < kMostIdleTime) {
    let_time_pass();
  } else if (looker != nullptr) {
    looker->parked = false;
    looker->most_repeats += looker->most_repeats;
  } else {
    end_stuck();
  }
}

/// The thread that goes on from here. `r.current` has stopped before `pending`, or ended.
Thread& pick() {
  Runtime& r = *runtime;
  for (;;) {
    std::array<std::uint8_t, kMostThreads> slots;
    int count = 0;
    int for_nothing = 0;  // how many, at the end, would wake without a notification
    const auto offer = [&](const Thread& thread) {
      slots.at(static_cast<std::size_t>(count++)) = static_cast<std::uint8_t>(thread.slot);
    };
    const auto consider = [&](const Thread& thread) {
      if (thread.state == ThreadState::kLive && !is_waiting_for_change(thread) && can_run(thread)) {
        offer(thread);
      }
    };
    // Who yields comes last, and being left is no preemption.
    const bool yields = r.current->pending.kind == Op::kYield;
    if (!yields) consider(*r.current);
    const bool can_go_on = count == 1;
    for (int slot = 0; slot < r.width; ++slot) {
      if (slot != r.current->slot) consider(thread_at(slot));
    }
    if (yields) consider(*r.current);
    if (count == 0) {
      resolve_standstill();
      continue;
    }
    for (int slot = 0; slot < r.width; ++slot) {
      const Thread& thread = thread_at(slot);
      if (thread.state == ThreadState::kLive && !can_run(thread) && can_wake_for_nothing(thread)) {
        offer(thread);
        ++for_nothing;
      }
    }
    const int taken = choose_thread(slots.data(), count, can_go_on);
    Thread& next = thread_at(slots.at(static_cast<std::size_t>(taken)));
    if (taken >= count - for_nothing) {
      --next.spurious_left;
      next.woken_for_nothing = true;
    }
    // Left behind, a thread may finish what it is about, but not take its time.
    if (next.pending.kind == Op::kSleep && r.body_ended) end_schedule(Outcome::kThreadLeft);
    if (next.pending.kind == Op::kSleep && next.deadline > r.now) {
      r.now = next.deadline;
      r.clock_reads = 0;
      note_change();
    }
    next.parked = false;
    return next;
  }
}

void go_on_with(Thread& next) {
  Runtime& r = *runtime;
  Thread& me = *r.current;
  if (&next == &me) return;
  r.current = &next;
  switch_fiber(me.fiber, next.fiber);
  if (r.holding) interleave_hold();
}

void check_length() {
  Runtime& r = *runtime;
  if (++r.steps <= r.search.most_steps) return;
  if (is_depth_first(r.search)) end_schedule(Outcome::kCut);
  end_schedule(Outcome::kHang, "%llu", static_cast<unsigned long long>(r.search.most_steps));
}

void see_changes(Thread& thread) {
  if (thread.changes_seen == runtime->changes) return;
  thread.changes_seen = runtime->changes;
  thread.look_count = 0;
  thread.repeats = 0;
  thread.most_repeats = kRepeatsAtOnce;
  thread.sleeps_in_vain = 0;
  thread.reads_clock = false;
}

bool has_looked(const Thread& thread, std::uintptr_t pc, std::uintptr_t object) {
  return std::any_of(
      thread.looks.begin(), thread.looks.begin() + thread.look_count,
      [&](const Thread::Look& look) { return look.pc == pc && look.object == object; });
}

/// Priorities must not let a thread that yields or sleeps keep out those that it does so for.
void let_others_first() {
  if (runtime->search.phase == Phase::kPct) {
    runtime->current->priority = --runtime->lowest_priority;
  }
}

/// A thread that has looked too often in vain stops until something changes.
void park(Thread& thread, Op kind, std::uintptr_t object, std::uintptr_t pc) {
  runtime->shared->waited_in_loops = true;
  thread.parked = true;
  reach(kind, object, pc);
}

}  // namespace

bool is_enabled(const Thread& thread) {
  const Operation& op = thread.pending;
  const SyncObject* object = nullptr;
  switch (op.kind) {
    case Op::kLock:
      return is_free_for(thread, op.object);
    case Op::kSharedLock:
    case Op::kOnceBegin:
      object = find_object(op.object);
      return object == nullptr || object->owner < 0;
    case Op::kJoin:
      return reinterpret_cast<const Thread*>(op.object)->state == ThreadState::kEnded;
    case Op::kWaitReturn:
      return thread.woken && is_free_for(thread, op.second);
    case Op::kFutexReturn:
    case Op::kBarrierReturn:
      return thread.woken;
    case Op::kSemaphoreWait:
      return object_at(op.object).value > 0;
    case Op::kSleep:
      return runtime->now >= thread.deadline;
    case Op::kBodyEnd:
      return runtime->live == 1;
    default:
      return true;
  }
}

void reach(Op kind, std::uintptr_t object, std::uintptr_t pc, std::uintptr_t second) {
  Runtime& r = *runtime;
  Thread& me = *r.current;
  me.pending = {kind, object, second, pc};
  if (me.starting) {
    me.starting = false;
    go_on_with(*me.creator);  // comes back when this thread has been picked
    return;
  }
  check_length();
  if (r.body_ended && is_on_stack_of(0, object)) {
    r.shared->address = object;
    end_schedule(Outcome::kUseAfterFree, "of the body");
  }
  if (r.live == 1 && !me.parked && is_enabled(me)) return;
  go_on_with(pick());
}

bool reach_until(Op kind, std::uintptr_t object, std::uintptr_t pc, std::uint64_t deadline,
                 std::uintptr_t second) {
  Thread& me = *runtime->current;
  me.timed = deadline != kNever;
  me.deadline = deadline;
  reach(kind, object, pc, second);
  me.timed = false;
  const bool gave_up = !is_enabled(me) && !me.woken_for_nothing;
  if (gave_up) trace(Op::kTimeout, object, 0, pc);
  return gave_up;
}

bool repeats_look(std::uintptr_t pc, std::uintptr_t object, Op kind) {
  Thread& me = *runtime->current;
  see_changes(me);
  if (!has_looked(me, pc, object)) return false;
  if (++me.repeats < me.most_repeats) return true;
  park(me, kind, object, pc);
  return true;
}

void note_look(std::uintptr_t pc, std::uintptr_t object) {
  Thread& me = *runtime->current;
  see_changes(me);
  if (!has_looked(me, pc, object) && me.look_count < static_cast<int>(me.looks.size())) {
    me.looks.at(static_cast<std::size_t>(me.look_count++)) = {pc, object};
  }
}

void begin_thread(Thread& thread) {
  Runtime& r = *runtime;
  Thread& me = *r.current;
  thread.starting = true;
  thread.creator = &me;
  r.current = &thread;
  switch_fiber(me.fiber, thread.fiber);
  if (r.holding) interleave_hold();
}

void end_thread() {
  Runtime& r = *runtime;
  Thread& me = *r.current;
  me.state = ThreadState::kEnded;
  --r.live;
  note_change();
  go_on_with(pick());
  __builtin_unreachable();
}

void sleep_until(std::uint64_t deadline, std::uintptr_t pc) {
  Runtime& r = *runtime;
  Thread& me = *r.current;
  let_others_first();
  see_changes(me);
  me.deadline = std::max(deadline, r.now);
  me.timed = true;
  reach(Op::kSleep, kTime, pc);
  me.timed = false;
  // Moving the clock is a change that others see; to this thread it is none.
  if (me.changes_seen + 1 == r.changes) me.changes_seen = r.changes;
  ++me.sleeps_in_vain;
  trace(Op::kSleep, kTime, static_cast<std::int64_t>(r.now), pc);
}

std::uint64_t read_clock(std::uintptr_t pc) {
  Runtime& r = *runtime;
  // A loop with a deadline that does something meanwhile.
  if (++r.clock_reads > kMostClockReads && r.now < kMostIdleTime) let_time_pass();
  r.current->reads_clock = true;
  if (!repeats_look(pc, kTime, Op::kClock)) reach(Op::kClock, kTime, pc);
  note_look(pc, kTime);
  r.current->reads_clock = true;
  return r.now;
}

void yield_thread(std::uintptr_t pc) {
  let_others_first();
  if (!repeats_look(pc, 0, Op::kYield) && runtime->live > 1) reach(Op::kYield, 0, pc);
  note_look(pc, 0);
}

}  // namespace interleave::explorer
