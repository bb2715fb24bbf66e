#include "explorer/runtime.hpp"

#include <unwind.h>

#include <cstdarg>
#include <cstdio>

#include "explorer/hooks.hpp"
#include "explorer/raw.hpp"
#include "explorer/scheduler.hpp"

namespace interleave::explorer {

INTERLEAVE_STATE Runtime* runtime = nullptr;

namespace {

// Objects are found by hashing their address; those of older schedules count as empty.
constexpr std::uint32_t kTableSize = 1U << 16;
constexpr std::uint32_t kMostObjects = kTableSize / 2;

struct TableEntry {
  std::uint64_t generation;
  std::uint32_t index;
};

struct ObjectTable {
  std::uint64_t generation = 0;
  std::uint32_t count = 0;
  std::array<TableEntry, kTableSize> entries;
  std::array<SyncObject, kMostObjects> objects;
};

ObjectTable& table() {
  INTERLEAVE_STATE static ObjectTable* made = nullptr;
  if (made == nullptr) made = map_zeroed<ObjectTable>();
  if (made->generation != runtime->generation) {
    made->generation = runtime->generation;
    made->count = 0;
  }
  return *made;
}

SyncObject* look_up(std::uintptr_t address, bool add) {
  ObjectTable& objects = table();
  auto at = static_cast<std::uint32_t>((address * 0x9E3779B97F4A7C15ULL) >> 48);
  for (;; at = (at + 1) % kTableSize) {
    TableEntry& entry = objects.entries.at(at);
    if (entry.generation != runtime->generation) {
      if (!add) return nullptr;
      if (objects.count == kMostObjects) {
        end_schedule(Outcome::kUnsupported, "more than %u objects to synchronise on", kMostObjects);
      }
      entry = {runtime->generation, objects.count};
      SyncObject& object = objects.objects.at(objects.count++);
      object = SyncObject{};
      object.address = address;
      return &object;
    }
    SyncObject& object = objects.objects.at(entry.index);
    if (object.address == address) return &object;
  }
}

struct Walk {
  std::uintptr_t from;
  bool found;
  Stack* stack;
};

_Unwind_Reason_Code visit_frame(_Unwind_Context* context, void* data) {
  auto& walk = *static_cast<Walk*>(data);
  constexpr std::uint32_t kMostDeep = 40;
  const std::uintptr_t pc = _Unwind_GetIP(context);
  Shared& shared = *runtime->shared;
  if (pc == walk.from) walk.found = true;
  if (!walk.found) return _URC_NO_REASON;
  if (pc == 0 || walk.stack->count == kMostDeep || shared.frame_count == kMostFrames) {
    return _URC_END_OF_STACK;
  }
  shared.frames.at(shared.frame_count++) = pc;
  ++walk.stack->count;
  return _URC_NO_REASON;
}

/// Who has what `thread` waits for, or null.
const Thread* holder_of(const Thread& thread) {
  const Op kind = thread.pending.kind;
  if (kind == Op::kJoin) return reinterpret_cast<const Thread*>(thread.pending.object);
  std::uintptr_t lock = 0;
  if (kind == Op::kLock || kind == Op::kSharedLock || kind == Op::kOnceBegin) {
    lock = thread.pending.object;
  } else if (kind == Op::kWaitReturn && thread.woken) {
    lock = thread.pending.second;
  }
  const SyncObject* object = lock == 0 ? nullptr : find_object(lock);
  if (object == nullptr) return nullptr;
  if (object->owner >= 0) return &thread_at(object->owner);
  for (int slot = 0; slot < runtime->width; ++slot) {
    if ((object->readers >> slot & 1U) != 0) {
      return &thread_at(slot);
    }
  }
  return nullptr;
}

void tell_blocked() {
  Runtime& r = *runtime;
  Shared& shared = *r.shared;
  shared.blocked_count = 0;
  for (int slot = 0; slot < r.width; ++slot) {
    const Thread& thread = thread_at(slot);
    if (thread.state != ThreadState::kLive || is_enabled(thread)) continue;
    const Thread* holder = holder_of(thread);
    Blocked& blocked = shared.blocked.at(shared.blocked_count++);
    blocked = {thread.number, thread.pending.kind, thread.pending.object, -1, false, {}};
    if (holder != nullptr) {
      blocked.holder = holder->number;
      blocked.holder_ended = holder->state == ThreadState::kEnded;
    }
  }
}

}  // namespace

SyncObject& object_at(std::uintptr_t address) { return *look_up(address, true); }
SyncObject* find_object(std::uintptr_t address) { return look_up(address, false); }
void forget_object(std::uintptr_t address) {
  if (SyncObject* object = find_object(address)) {
    *object = SyncObject{};
    object->address = address;
  }
}

void end_schedule(Outcome outcome, const char* format, ...) {
  Runtime& r = *runtime;
  Shared& shared = *r.shared;
  r.active = false;
  shared.outcome = outcome;
  if (outcome == Outcome::kPassed || outcome == Outcome::kPruned || outcome == Outcome::kCut) {
    Fiber abandoned;
    abandoned.identity = r.current->fiber.identity;
    switch_fiber(abandoned, r.driver);
  }
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(shared.detail.data(), shared.detail.size(), format, arguments);
  va_end(arguments);
  shared.thread = r.current == nullptr ? 0 : r.current->number;
  tell_blocked();
  if (outcome == Outcome::kDeadlock || outcome == Outcome::kLostWakeUp) {
    const Standstill stuck = describe_standstill();
    shared.inside = stuck.inside;
    shared.parties = stuck.parties;
    if (stuck.inside > 0) {
      shared.outcome = stuck.inside == 1 ? Outcome::kSerial : Outcome::kTooFewAtOnce;
    } else if (stuck.meaning[0] != '\0') {
      shared.outcome = Outcome::kExplained;
      std::snprintf(shared.detail.data(), shared.detail.size(), "%s", stuck.meaning);
    }
  }
  if (r.search.holds) {
    r.holding = true;
    show_fibers_as_threads(
        [](int slot) -> Fiber* {
          Thread& thread = thread_at(slot);
          // This thread of the operating system shows the failing thread, so that one's donor is
          // free to show the body.
          if (&thread == runtime->current) return &runtime->threads[0].fiber;
          return thread.state == ThreadState::kLive ? &thread.fiber : nullptr;
        },
        r.width);
    interleave_hold();
  }
  raw_syscall(SYS_exit_group, 0);
  __builtin_unreachable();
}

Stack current_stack(std::uintptr_t pc) {
  Stack stack{runtime->shared->frame_count, 0};
  const Uncontrolled uncontrolled;
  Walk walk{pc, false, &stack};
  _Unwind_Backtrace(visit_frame, &walk);
  if (stack.count == 0 && runtime->shared->frame_count < kMostFrames) {
    runtime->shared->frames.at(runtime->shared->frame_count++) = pc;
    stack.count = 1;
  }
  return stack;
}

void trace(Op kind, std::uintptr_t object, std::int64_t value, std::uintptr_t pc, bool plain) {
  Runtime& r = *runtime;
  if (!r.tracing) return;
  Shared& shared = *r.shared;
  if (shared.event_count == kMostEvents) return;
  shared.events.at(shared.event_count++) = {r.current->number, kind, plain, object, value,
                                            current_stack(pc)};
}

}  // namespace interleave::explorer
