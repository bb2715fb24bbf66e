// What threads of the body synchronise on: in front of the C library's functions. The real objects
// are never touched while a schedule runs; their state is in `SyncObject`.

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>

#include "explorer/atomics.hpp"
#include "explorer/clock.hpp"
#include "explorer/happens_before.hpp"
#include "explorer/raw.hpp"
#include "explorer/real.hpp"
#include "explorer/scheduler.hpp"
#include "explorer/strategies.hpp"

namespace interleave::explorer {
namespace {

Thread& me() { return *runtime->current; }
std::uint64_t my_bit() { return std::uint64_t{1} << me().slot; }

/// An object that threads synchronise on is used: it must not be gone.
void touch(std::uintptr_t address, std::uintptr_t pc) { access_memory(address, 1, kIsAtomic, pc); }

// --- Mutexes, spin locks, and shared mutexes held alone.

void take(SyncObject& lock, std::uintptr_t pc) {
  touch(lock.address, pc);
  lock.owner = me().slot;
  ++lock.depth;
  observe(lock.clock);
}

/// 0, or ETIMEDOUT at `deadline`.
int lock_alone(std::uintptr_t address, bool recursive, std::uintptr_t pc,
               std::uint64_t deadline = kNever) {
  SyncObject& lock = object_at(address);
  lock.recursive = recursive;
  if (reach_until(Op::kLock, address, pc, deadline)) return ETIMEDOUT;
  take(lock, pc);
  trace(Op::kLock, address, 0, pc);
  return 0;
}

int try_lock_alone(std::uintptr_t address, bool recursive, std::uintptr_t pc) {
  SyncObject& lock = object_at(address);
  lock.recursive = recursive;
  const auto is_taken = [&] {
    const bool mine = lock.owner == me().slot && recursive;
    return (lock.owner >= 0 && !mine) || lock.readers != 0;
  };
  const bool repeated = is_taken() && repeats_look(pc, address, Op::kTryLock);
  if (!repeated) reach(Op::kTryLock, address, pc);
  if (is_taken()) {
    note_look(pc, address);
    if (!repeated) trace(Op::kTryLock, address, 0, pc);
    return EBUSY;
  }
  take(lock, pc);
  trace(Op::kTryLock, address, 1, pc);
  return 0;
}

int unlock_alone(std::uintptr_t address, std::uintptr_t pc) {
  SyncObject& lock = object_at(address);
  reach(Op::kUnlock, address, pc);
  touch(address, pc);
  if (lock.owner != me().slot) {
    trace(Op::kUnlock, address, 0, pc);
    end_schedule(Outcome::kMutexMisuse, "%s",
                 lock.owner < 0 ? "unlocks a mutex that nobody holds"
                                : "unlocks a mutex that another thread holds");
  }
  if (--lock.depth == 0) lock.owner = -1;
  publish(lock.clock);
  note_change();
  trace(Op::kUnlock, address, 1, pc);
  return 0;
}

bool is_recursive(const pthread_mutex_t* mutex) {
  return (mutex->__data.__kind & 3) == PTHREAD_MUTEX_RECURSIVE;
}
bool checks_errors(const pthread_mutex_t* mutex) {
  return (mutex->__data.__kind & 3) == PTHREAD_MUTEX_ERRORCHECK;
}

int destroy(const void* object, const char* what) {
  SyncObject* known = find_object(as_number(object));
  if (known != nullptr && (known->owner >= 0 || known->readers != 0)) {
    end_schedule(Outcome::kMutexMisuse, "destroys a %s that is held", what);
  }
  forget_object(as_number(object));
  return 0;
}

// --- Shared mutexes.

void take_shared(SyncObject& lock, std::uintptr_t pc) {
  touch(lock.address, pc);
  lock.readers |= my_bit();
  observe(lock.clock);
}

/// 0, or ETIMEDOUT at `deadline`.
int lock_shared(std::uintptr_t address, std::uintptr_t pc, std::uint64_t deadline = kNever) {
  SyncObject& lock = object_at(address);
  if (reach_until(Op::kSharedLock, address, pc, deadline)) return ETIMEDOUT;
  take_shared(lock, pc);
  trace(Op::kSharedLock, address, 0, pc);
  return 0;
}

int try_lock_shared(std::uintptr_t address, std::uintptr_t pc) {
  SyncObject& lock = object_at(address);
  const bool repeated = lock.owner >= 0 && repeats_look(pc, address, Op::kTrySharedLock);
  if (!repeated) reach(Op::kTrySharedLock, address, pc);
  if (lock.owner >= 0) {
    note_look(pc, address);
    trace(Op::kTrySharedLock, address, 0, pc);
    return EBUSY;
  }
  take_shared(lock, pc);
  trace(Op::kTrySharedLock, address, 1, pc);
  return 0;
}

int unlock_shared_or_alone(std::uintptr_t address, std::uintptr_t pc) {
  SyncObject& lock = object_at(address);
  if (lock.owner == me().slot) return unlock_alone(address, pc);
  reach(Op::kUnlock, address, pc);
  touch(address, pc);
  if ((lock.readers & my_bit()) == 0) {
    end_schedule(Outcome::kMutexMisuse, "unlocks a shared mutex that it does not hold");
  }
  lock.readers &= ~my_bit();
  publish(lock.clock);
  note_change();
  trace(Op::kUnlock, address, 1, pc);
  return 0;
}

// --- Condition variables.

int wait(pthread_cond_t* condition, pthread_mutex_t* mutex, std::uint64_t deadline,
         std::uintptr_t pc) {
  const std::uintptr_t address = as_number(condition);
  const std::uintptr_t lock_address = as_number(mutex);
  runtime->shared->spurious_possible = true;
  reach(Op::kWait, address, pc, lock_address);
  touch(address, pc);
  object_at(address);
  SyncObject& lock = object_at(lock_address);
  if (lock.owner != me().slot) {
    end_schedule(Outcome::kMutexMisuse,
                 "waits on a condition variable without holding the mutex that it waits with");
  }
  const int depth = lock.depth;
  lock.owner = -1;
  lock.depth = 0;
  publish(lock.clock);
  note_change();
  trace(Op::kWait, address, 0, pc);
  me().woken = false;
  const bool gave_up = reach_until(Op::kWaitReturn, address, pc, deadline, lock_address);
  const bool for_nothing = me().woken_for_nothing;
  me().woken = me().woken_for_nothing = false;
  lock.owner = me().slot;
  lock.depth = depth;
  observe(lock.clock);
  trace(Op::kWaitReturn, address, for_nothing ? 1 : 0, pc);
  return gave_up ? ETIMEDOUT : 0;
}

/// Threads that wait for `kind` at `address` and have not been woken.
int find_waiting(Op kind, std::uintptr_t address, std::array<Thread*, kMostThreads>& waiting) {
  int count = 0;
  for (int slot = 0; slot < runtime->width; ++slot) {
    Thread& thread = thread_at(slot);
    if (thread.state == ThreadState::kLive && thread.pending.kind == kind &&
        thread.pending.object == address && !thread.woken) {
      waiting.at(static_cast<std::size_t>(count++)) = &thread;
    }
  }
  return count;
}

/// Wakes up to `most` of them, chosen in every way; returns how many.
int wake(Op kind, std::uintptr_t address, int most) {
  std::array<Thread*, kMostThreads> waiting;
  int count = find_waiting(kind, address, waiting);
  int woken = 0;
  while (count > 0 && woken < most) {
    // When all of them are woken, the order is nobody's choice.
    const int chosen = most - woken >= count ? 0 : choose_value(count);
    waiting.at(static_cast<std::size_t>(chosen))->woken = true;
    waiting.at(static_cast<std::size_t>(chosen)) = waiting.at(static_cast<std::size_t>(--count));
    ++woken;
  }
  ++object_at(address).notified;
  note_change();
  return woken;
}

int notify(pthread_cond_t* condition, Op kind, std::uintptr_t pc) {
  const std::uintptr_t address = as_number(condition);
  reach(kind, address, pc);
  touch(address, pc);
  const int woken = wake(Op::kWaitReturn, address, kind == Op::kNotifyOne ? 1 : kMostThreads);
  trace(kind, address, woken, pc);
  return 0;
}

// --- Semaphores.

SyncObject& semaphore_at(sem_t* semaphore) {
  SyncObject& object = object_at(as_number(semaphore));
  if (!object.known) {
    int value = 0;
    INTERLEAVE_REAL(sem_getvalue)(semaphore, &value);
    object.value = value;
    object.known = true;
  }
  return object;
}

void take_semaphore(SyncObject& semaphore, std::uintptr_t pc) {
  touch(semaphore.address, pc);
  --semaphore.value;
  observe(semaphore.clock);
  note_change();
  trace(Op::kSemaphoreWait, semaphore.address, semaphore.value, pc);
}

int wait_for_semaphore(sem_t* semaphore, std::uint64_t deadline, std::uintptr_t pc) {
  SyncObject& object = semaphore_at(semaphore);
  if (reach_until(Op::kSemaphoreWait, object.address, pc, deadline)) {
    errno = ETIMEDOUT;
    return -1;
  }
  take_semaphore(object, pc);
  return 0;
}

// --- Futexes: what std::atomic::wait, latches, barriers, semaphores and futures come down to.

/// WAIT is told how long, WAIT_BITSET until when.
std::uint64_t futex_deadline(int command, int operation, const timespec* timeout) {
  if (timeout == nullptr) return kNever;
  if (command == FUTEX_WAIT) return runtime->now + nanoseconds_of(*timeout);
  const bool is_system = (operation & FUTEX_CLOCK_REALTIME) != 0;
  return deadline_of(is_system ? CLOCK_REALTIME : CLOCK_MONOTONIC, *timeout);
}

long futex(int* word, int operation, int value, const timespec* timeout, std::uintptr_t pc) {
  const std::uintptr_t address = as_number(word);
  const int command = operation & FUTEX_CMD_MASK;
  if (command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET) {
    reach(Op::kFutexWait, address, pc);
    if (__atomic_load_n(word, __ATOMIC_RELAXED) != value) {
      errno = EAGAIN;
      return -1;
    }
    object_at(address);
    me().woken = false;
    me().awaited = value;
    trace(Op::kFutexWait, address, value, pc);
    const bool gave_up =
        reach_until(Op::kFutexReturn, address, pc, futex_deadline(command, operation, timeout));
    me().woken = false;
    if (!gave_up) return 0;
    errno = ETIMEDOUT;
    return -1;
  }
  if (command == FUTEX_WAKE || command == FUTEX_WAKE_BITSET) {
    reach(Op::kFutexWake, address, pc);
    note_wake(address, static_cast<std::uint32_t>(__atomic_load_n(word, __ATOMIC_RELAXED)));
    const int woken = wake(Op::kFutexReturn, address, value);
    trace(Op::kFutexWake, address, woken, pc);
    return woken;
  }
  end_schedule(Outcome::kUnsupported, "the system call futex with operation %d", command);
}

// --- Once.

/// Whoever waits goes on, and sees what has been done so far.
void end_once(SyncObject& once) {
  once.owner = -1;
  publish(once.clock);
  note_change();
}

struct OnceInProgress {
  SyncObject& once;
  explicit OnceInProgress(SyncObject& object) : once(object) { once.owner = me().slot; }
  // Also when the function throws.
  ~OnceInProgress() {
    reach(Op::kOnceEnd, once.address, 0);
    end_once(once);
  }
  OnceInProgress(const OnceInProgress&) = delete;
  OnceInProgress& operator=(const OnceInProgress&) = delete;
};

}  // namespace
}  // namespace interleave::explorer

using namespace interleave::explorer;  // NOLINT(google-build-using-namespace)

// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_mutex_lock)(mutex);
  if (checks_errors(mutex) && object_at(as_number(mutex)).owner == me().slot) return EDEADLK;
  return lock_alone(as_number(mutex), is_recursive(mutex), INTERLEAVE_PC);
}
int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_mutex_trylock)(mutex);
  return try_lock_alone(as_number(mutex), is_recursive(mutex), INTERLEAVE_PC);
}
int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* until) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_mutex_timedlock)(mutex, until);
  return lock_alone(as_number(mutex), is_recursive(mutex), INTERLEAVE_PC,
                    deadline_of(CLOCK_REALTIME, *until));
}
int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock,
                            const timespec* until) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_mutex_clocklock)(mutex, clock, until);
  return lock_alone(as_number(mutex), is_recursive(mutex), INTERLEAVE_PC,
                    deadline_of(clock, *until));
}
int pthread_mutex_unlock(pthread_mutex_t* mutex) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_mutex_unlock)(mutex);
  if (checks_errors(mutex) && object_at(as_number(mutex)).owner != me().slot) return EPERM;
  return unlock_alone(as_number(mutex), INTERLEAVE_PC);
}
int pthread_mutex_destroy(pthread_mutex_t* mutex) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_mutex_destroy)(mutex);
  return destroy(mutex, "mutex");
}

int pthread_spin_init(pthread_spinlock_t* lock, int shared) noexcept {
  if (controlled()) forget_object(as_number(lock));
  return INTERLEAVE_REAL(pthread_spin_init)(lock, shared);
}
int pthread_spin_lock(pthread_spinlock_t* lock) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_spin_lock)(lock);
  return lock_alone(as_number(lock), false, INTERLEAVE_PC);
}
int pthread_spin_trylock(pthread_spinlock_t* lock) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_spin_trylock)(lock);
  return try_lock_alone(as_number(lock), false, INTERLEAVE_PC);
}
int pthread_spin_unlock(pthread_spinlock_t* lock) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_spin_unlock)(lock);
  return unlock_alone(as_number(lock), INTERLEAVE_PC);
}

int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_rwlock_rdlock)(lock);
  if (object_at(as_number(lock)).owner == me().slot) return EDEADLK;
  return lock_shared(as_number(lock), INTERLEAVE_PC);
}
int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_rwlock_wrlock)(lock);
  if (object_at(as_number(lock)).owner == me().slot) return EDEADLK;
  return lock_alone(as_number(lock), false, INTERLEAVE_PC);
}
int pthread_rwlock_tryrdlock(pthread_rwlock_t* lock) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_rwlock_tryrdlock)(lock);
  return try_lock_shared(as_number(lock), INTERLEAVE_PC);
}
int pthread_rwlock_trywrlock(pthread_rwlock_t* lock) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_rwlock_trywrlock)(lock);
  return try_lock_alone(as_number(lock), false, INTERLEAVE_PC);
}
int pthread_rwlock_timedrdlock(pthread_rwlock_t* lock, const timespec* until) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_rwlock_timedrdlock)(lock, until);
  return lock_shared(as_number(lock), INTERLEAVE_PC, deadline_of(CLOCK_REALTIME, *until));
}
int pthread_rwlock_timedwrlock(pthread_rwlock_t* lock, const timespec* until) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_rwlock_timedwrlock)(lock, until);
  return lock_alone(as_number(lock), false, INTERLEAVE_PC, deadline_of(CLOCK_REALTIME, *until));
}
int pthread_rwlock_clockrdlock(pthread_rwlock_t* lock, clockid_t clock,
                               const timespec* until) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_rwlock_clockrdlock)(lock, clock, until);
  return lock_shared(as_number(lock), INTERLEAVE_PC, deadline_of(clock, *until));
}
int pthread_rwlock_clockwrlock(pthread_rwlock_t* lock, clockid_t clock,
                               const timespec* until) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_rwlock_clockwrlock)(lock, clock, until);
  return lock_alone(as_number(lock), false, INTERLEAVE_PC, deadline_of(clock, *until));
}
int pthread_rwlock_unlock(pthread_rwlock_t* lock) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_rwlock_unlock)(lock);
  return unlock_shared_or_alone(as_number(lock), INTERLEAVE_PC);
}
int pthread_rwlock_destroy(pthread_rwlock_t* lock) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_rwlock_destroy)(lock);
  return destroy(lock, "shared mutex");
}

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  if (!controlled()) return INTERLEAVE_REAL(pthread_cond_wait)(condition, mutex);
  return wait(condition, mutex, kNever, INTERLEAVE_PC);
}
int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                           const timespec* until) {
  if (!controlled()) return INTERLEAVE_REAL(pthread_cond_timedwait)(condition, mutex, until);
  constexpr unsigned kMonotonic = 2;  // as the C library marks it
  const bool monotonic = (condition->__data.__wrefs & kMonotonic) != 0;
  const std::uint64_t deadline = deadline_of(monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME, *until);
  return wait(condition, mutex, deadline, INTERLEAVE_PC);
}
int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                           const timespec* until) {
  if (!controlled()) return INTERLEAVE_REAL(pthread_cond_clockwait)(condition, mutex, clock, until);
  const std::uint64_t deadline = deadline_of(clock, *until);
  return wait(condition, mutex, deadline, INTERLEAVE_PC);
}
int pthread_cond_signal(pthread_cond_t* condition) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_cond_signal)(condition);
  return notify(condition, Op::kNotifyOne, INTERLEAVE_PC);
}
int pthread_cond_broadcast(pthread_cond_t* condition) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_cond_broadcast)(condition);
  return notify(condition, Op::kNotifyAll, INTERLEAVE_PC);
}
int pthread_cond_destroy(pthread_cond_t* condition) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_cond_destroy)(condition);
  forget_object(as_number(condition));
  return 0;
}

int sem_init(sem_t* semaphore, int shared, unsigned value) noexcept {
  if (controlled()) {
    SyncObject& object = object_at(as_number(semaphore));
    object.value = value;
    object.known = true;
  }
  return INTERLEAVE_REAL(sem_init)(semaphore, shared, value);
}
int sem_wait(sem_t* semaphore) {
  if (!controlled()) return INTERLEAVE_REAL(sem_wait)(semaphore);
  return wait_for_semaphore(semaphore, kNever, INTERLEAVE_PC);
}
int sem_trywait(sem_t* semaphore) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(sem_trywait)(semaphore);
  SyncObject& object = semaphore_at(semaphore);
  const std::uintptr_t pc = INTERLEAVE_PC;
  const bool repeated =
      object.value <= 0 && repeats_look(pc, object.address, Op::kSemaphoreTryWait);
  if (!repeated) reach(Op::kSemaphoreTryWait, object.address, pc);
  if (object.value <= 0) {
    note_look(pc, object.address);
    errno = EAGAIN;
    return -1;
  }
  take_semaphore(object, pc);
  return 0;
}
int sem_timedwait(sem_t* semaphore, const timespec* until) {
  if (!controlled()) return INTERLEAVE_REAL(sem_timedwait)(semaphore, until);
  return wait_for_semaphore(semaphore, deadline_of(CLOCK_REALTIME, *until), INTERLEAVE_PC);
}
int sem_clockwait(sem_t* semaphore, clockid_t clock, const timespec* until) {
  if (!controlled()) return INTERLEAVE_REAL(sem_clockwait)(semaphore, clock, until);
  return wait_for_semaphore(semaphore, deadline_of(clock, *until), INTERLEAVE_PC);
}
int sem_post(sem_t* semaphore) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(sem_post)(semaphore);
  SyncObject& object = semaphore_at(semaphore);
  reach(Op::kSemaphorePost, object.address, INTERLEAVE_PC);
  touch(object.address, INTERLEAVE_PC);
  ++object.value;
  publish(object.clock);
  note_change();
  trace(Op::kSemaphorePost, object.address, object.value, INTERLEAVE_PC);
  return 0;
}

int pthread_barrier_init(pthread_barrier_t* barrier, const pthread_barrierattr_t* attributes,
                         unsigned count) noexcept {
  if (controlled()) {
    forget_object(as_number(barrier));
    object_at(as_number(barrier)).depth = static_cast<int>(count);
  }
  return INTERLEAVE_REAL(pthread_barrier_init)(barrier, attributes, count);
}
int pthread_barrier_wait(pthread_barrier_t* barrier) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(pthread_barrier_wait)(barrier);
  const std::uintptr_t address = as_number(barrier);
  const std::uintptr_t pc = INTERLEAVE_PC;
  SyncObject& object = object_at(address);
  if (object.depth == 0) {
    end_schedule(Outcome::kUnsupported, "a barrier that was made outside of the body");
  }
  reach(Op::kBarrierWait, address, pc);
  publish(object.clock);
  trace(Op::kBarrierWait, address, object.value, pc);
  if (++object.value == object.depth) {
    object.value = 0;
    wake(Op::kBarrierReturn, address, kMostThreads);
    observe(object.clock);
    return PTHREAD_BARRIER_SERIAL_THREAD;
  }
  me().woken = false;
  reach(Op::kBarrierReturn, address, pc);
  me().woken = false;
  observe(object.clock);
  return 0;
}

int pthread_once(pthread_once_t* control, void (*function)()) {
  if (!controlled()) return INTERLEAVE_REAL(pthread_once)(control, function);
  constexpr int kDone = 2;  // as the C library marks it
  const std::uintptr_t pc = INTERLEAVE_PC;
  SyncObject& object = object_at(as_number(control));
  reach(Op::kOnceBegin, object.address, pc);
  observe(object.clock);
  trace(Op::kOnceBegin, object.address, (*control & kDone) == 0 ? 1 : 0, pc);
  if ((*control & kDone) != 0) return 0;
  const OnceInProgress in_progress(object);
  function();
  *control = kDone;
  return 0;
}

int __cxa_guard_acquire(std::uint64_t* guard) noexcept {
  const auto* done = reinterpret_cast<const volatile char*>(guard);
  if (!controlled()) return *done != 0 ? 0 : INTERLEAVE_REAL(__cxa_guard_acquire)(guard);
  SyncObject& object = object_at(as_number(guard));
  if (*done != 0) {
    observe(object.clock);
    return 0;
  }
  if (object.owner == me().slot) {
    end_schedule(Outcome::kDeadlock, "initialises a static variable that needs itself");
  }
  reach(Op::kOnceBegin, object.address, INTERLEAVE_PC);
  observe(object.clock);
  if (*done != 0) return 0;
  object.owner = me().slot;
  object.known = true;
  return 1;
}
void __cxa_guard_release(std::uint64_t* guard) noexcept {
  if (!controlled() || !object_at(as_number(guard)).known) {
    INTERLEAVE_REAL(__cxa_guard_release)(guard);
    return;
  }
  SyncObject& object = object_at(as_number(guard));
  reach(Op::kOnceEnd, object.address, INTERLEAVE_PC);
  // The fast way to see that it is done is an acquire load of the guard's first byte.
  auto* done = reinterpret_cast<char*>(guard);
  atomic_store(object.address, 0, 1, kRelease, false);
  *done = 1;
  end_once(object);
}
void __cxa_guard_abort(std::uint64_t* guard) noexcept {
  if (!controlled() || !object_at(as_number(guard)).known) {
    INTERLEAVE_REAL(__cxa_guard_abort)(guard);
    return;
  }
  SyncObject& object = object_at(as_number(guard));
  reach(Op::kOnceEnd, object.address, INTERLEAVE_PC);
  end_once(object);
}

long syscall(long number, ...) noexcept {
  std::va_list list;
  va_start(list, number);
  long arguments[6];
  for (long& argument : arguments) argument = va_arg(list, long);
  va_end(list);
  if (controlled() && number == SYS_futex) {
    return futex(reinterpret_cast<int*>(arguments[0]), static_cast<int>(arguments[1]),
                 static_cast<int>(arguments[2]), reinterpret_cast<const timespec*>(arguments[3]),
                 INTERLEAVE_PC);
  }
  const long result = raw_syscall(number, arguments[0], arguments[1], arguments[2], arguments[3],
                                  arguments[4], arguments[5]);
  constexpr long kMostErrors = 4096;
  if (result < 0 && result > -kMostErrors) {
    errno = static_cast<int>(-result);
    return -1;
  }
  return result;
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
