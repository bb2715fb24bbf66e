// The functions that g++ and clang++ call for every access to memory under -fsanitize=thread.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "explorer/atomics.hpp"
#include "explorer/happens_before.hpp"
#include "explorer/real.hpp"
#include "explorer/scheduler.hpp"
#include "explorer/strategies.hpp"

#define PC INTERLEAVE_PC

namespace {

using namespace interleave::explorer;  // NOLINT(google-build-using-namespace)

inline void access(const volatile void* pointer, std::size_t size, unsigned flags,
                   std::uintptr_t pc) {
  if (controlled() && size > 0) access_memory(as_number(pointer), size, flags, pc);
}

template <typename T>
std::uint64_t to_bits(T value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value < sizeof bits ? sizeof value : sizeof bits);
  return bits;
}

std::int64_t shown(std::uint64_t bits) { return static_cast<std::int64_t>(bits); }

/// Objects of 16 bytes have no history: they are sequentially consistent, and their halves are both
/// what others may wait for.
template <typename T>
std::uintptr_t second_half(const volatile T* object) {
  return sizeof(T) > 8 ? as_number(object) + 8 : 0;
}

constexpr int order_of(int order) {
  constexpr int kOrder = 0xff;  // above it are hints of the compiler
  return order & kOrder;
}

template <typename T>
T load(const volatile T* object, int order, std::uintptr_t pc) {
  if (!controlled()) return *object;
  const bool repeated = repeats_look(pc, as_number(object), Op::kLoad);
  if (!repeated) reach(Op::kLoad, as_number(object), pc, second_half(object));
  access_memory(as_number(object), sizeof(T), kIsAtomic, pc);
  T value = *object;
  const std::uint64_t seen =
      atomic_load(as_number(object), to_bits(value), order_of(order), repeated);
  if constexpr (sizeof(T) <= 8) std::memcpy(&value, &seen, sizeof value);
  note_look(pc, as_number(object));
  if (!repeated) trace(Op::kLoad, as_number(object), shown(seen), pc);
  return value;
}

template <typename T>
void store(volatile T* object, T value, int order, std::uintptr_t pc) {
  if (!controlled()) {
    *object = value;
    return;
  }
  reach(Op::kStore, as_number(object), pc, second_half(object));
  access_memory(as_number(object), sizeof(T), kIsAtomic | kIsWrite, pc);
  const T before = *object;
  atomic_store(as_number(object), to_bits(before), to_bits(value), order_of(order), false);
  *object = value;
  if (before != value) note_change();
  trace(Op::kStore, as_number(object), shown(to_bits(value)), pc);
}

template <typename T, typename Change>
T modify(volatile T* object, const Change& change, int order, std::uintptr_t pc) {
  if (!controlled()) {
    const T before = *object;
    *object = change(before);
    return before;
  }
  // One that changes nothing, as a try at a spin lock that is held, is but a look.
  const bool idle =
      change(*object) == *object && repeats_look(pc, as_number(object), Op::kReadModifyWrite);
  if (!idle) reach(Op::kReadModifyWrite, as_number(object), pc, second_half(object));
  access_memory(as_number(object), sizeof(T), kIsAtomic | kIsWrite, pc);
  const T before = *object;
  const T after = change(before);
  // The latest value, whatever the order: that is what makes it one operation.
  atomic_load(as_number(object), to_bits(before), order_of(order), true);
  atomic_store(as_number(object), to_bits(before), to_bits(after), order_of(order), true);
  *object = after;
  if (before != after) {
    note_change();
  } else {
    note_look(pc, as_number(object));
  }
  if (!idle) trace(Op::kReadModifyWrite, as_number(object), shown(to_bits(after)), pc);
  return before;
}

template <typename T>
bool compare_exchange(volatile T* object, T* expected, T desired, int order, int failure_order,
                      bool weak, std::uintptr_t pc) {
  if (!controlled()) {
    const T before = *object;
    if (before == *expected) {
      *object = desired;
      return true;
    }
    *expected = before;
    return false;
  }
  const T wanted = *expected;
  const bool idle = *object != wanted && repeats_look(pc, as_number(object), Op::kReadModifyWrite);
  if (!idle) reach(Op::kReadModifyWrite, as_number(object), pc, second_half(object));
  const T before = *object;
  const bool fails = before != wanted || (weak && runtime->search.weak_memory && choose_rarely());
  access_memory(as_number(object), sizeof(T), fails ? kIsAtomic : kIsAtomic | kIsWrite, pc);
  atomic_load(as_number(object), to_bits(before), order_of(fails ? failure_order : order), true);
  if (fails) {
    note_look(pc, as_number(object));
    *expected = before;
  } else {
    atomic_store(as_number(object), to_bits(before), to_bits(desired), order_of(order), true);
    *object = desired;
    if (before != desired) note_change();
  }
  if (!idle)
    trace(Op::kReadModifyWrite, as_number(object), shown(to_bits(fails ? before : desired)), pc);
  return !fails;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier, bugprone-macro-parentheses)
extern "C" {

void __tsan_init() {}
void __tsan_func_entry(void* /*caller*/) {}
void __tsan_func_exit() {}
void __tsan_ignore_thread_begin() {}
void __tsan_ignore_thread_end() {}

#define INTERLEAVE_ACCESS(size)                                                          \
  void __tsan_read##size(void* p) { access(p, size, 0, PC); }                            \
  void __tsan_write##size(void* p) { access(p, size, kIsWrite, PC); }                    \
  void __tsan_unaligned_read##size(void* p) { access(p, size, 0, PC); }                  \
  void __tsan_unaligned_write##size(void* p) { access(p, size, kIsWrite, PC); }          \
  void __tsan_volatile_read##size(void* p) { access(p, size, 0, PC); }                   \
  void __tsan_volatile_write##size(void* p) { access(p, size, kIsWrite, PC); }           \
  void __tsan_unaligned_volatile_read##size(void* p) { access(p, size, 0, PC); }         \
  void __tsan_unaligned_volatile_write##size(void* p) { access(p, size, kIsWrite, PC); } \
  void __tsan_read_write##size(void* p) { access(p, size, kIsWrite, PC); }               \
  void __tsan_unaligned_read_write##size(void* p) { access(p, size, kIsWrite, PC); }
INTERLEAVE_ACCESS(1)
INTERLEAVE_ACCESS(2)
INTERLEAVE_ACCESS(4)
INTERLEAVE_ACCESS(8)
INTERLEAVE_ACCESS(16)
#undef INTERLEAVE_ACCESS

void __tsan_read_range(void* p, std::size_t size) { access(p, size, 0, PC); }
void __tsan_write_range(void* p, std::size_t size) { access(p, size, kIsWrite, PC); }
void __tsan_vptr_update(void** p, void* value) {
  if (*p != value) access(p, sizeof *p, kIsWrite, PC);
}
void __tsan_vptr_read(void** p) { access(p, sizeof *p, 0, PC); }

void* __tsan_memcpy(void* to, const void* from, std::size_t size) {
  access(from, size, 0, PC);
  access(to, size, kIsWrite, PC);
  return __builtin_memmove(to, from, size);
}
void* __tsan_memmove(void* to, const void* from, std::size_t size) {
  access(from, size, 0, PC);
  access(to, size, kIsWrite, PC);
  return __builtin_memmove(to, from, size);
}
void* __tsan_memset(void* to, int value, std::size_t size) {
  access(to, size, kIsWrite, PC);
  return __builtin_memset(to, value, size);
}

void __tsan_atomic_thread_fence(int order) {
  if (!controlled()) {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return;
  }
  // Where only the latest values are seen, a fence is nobody else's business.
  if (runtime->search.weak_memory && order == kSequential) reach(Op::kFence, kFences, PC);
  atomic_fence(order);
  trace(Op::kFence, 0, order, PC);
}
void __tsan_atomic_signal_fence(int /*order*/) {}

#define INTERLEAVE_ATOMIC(bits, T)                                                                \
  T __tsan_atomic##bits##_load(const volatile T* p, int order) { return load(p, order, PC); }     \
  void __tsan_atomic##bits##_store(volatile T* p, T v, int order) { store(p, v, order, PC); }     \
  T __tsan_atomic##bits##_exchange(volatile T* p, T v, int order) {                               \
    return modify(                                                                                \
        p, [v](T) { return v; }, order, PC);                                                      \
  }                                                                                               \
  T __tsan_atomic##bits##_fetch_add(volatile T* p, T v, int order) {                              \
    return modify(                                                                                \
        p, [v](T old) { return static_cast<T>(old + v); }, order, PC);                            \
  }                                                                                               \
  T __tsan_atomic##bits##_fetch_sub(volatile T* p, T v, int order) {                              \
    return modify(                                                                                \
        p, [v](T old) { return static_cast<T>(old - v); }, order, PC);                            \
  }                                                                                               \
  T __tsan_atomic##bits##_fetch_and(volatile T* p, T v, int order) {                              \
    return modify(                                                                                \
        p, [v](T old) { return static_cast<T>(old & v); }, order, PC);                            \
  }                                                                                               \
  T __tsan_atomic##bits##_fetch_or(volatile T* p, T v, int order) {                               \
    return modify(                                                                                \
        p, [v](T old) { return static_cast<T>(old | v); }, order, PC);                            \
  }                                                                                               \
  T __tsan_atomic##bits##_fetch_xor(volatile T* p, T v, int order) {                              \
    return modify(                                                                                \
        p, [v](T old) { return static_cast<T>(old ^ v); }, order, PC);                            \
  }                                                                                               \
  T __tsan_atomic##bits##_fetch_nand(volatile T* p, T v, int order) {                             \
    return modify(                                                                                \
        p, [v](T old) { return static_cast<T>(~(old & v)); }, order, PC);                         \
  }                                                                                               \
  int __tsan_atomic##bits##_compare_exchange_strong(volatile T* p, T* e, T v, int order,          \
                                                    int failure) {                                \
    return compare_exchange(p, e, v, order, failure, false, PC) ? 1 : 0;                          \
  }                                                                                               \
  int __tsan_atomic##bits##_compare_exchange_weak(volatile T* p, T* e, T v, int order,            \
                                                  int failure) {                                  \
    return compare_exchange(p, e, v, order, failure, true, PC) ? 1 : 0;                           \
  }                                                                                               \
  T __tsan_atomic##bits##_compare_exchange_val(volatile T* p, T e, T v, int order, int failure) { \
    compare_exchange(p, &e, v, order, failure, false, PC);                                        \
    return e;                                                                                     \
  }
INTERLEAVE_ATOMIC(8, std::uint8_t)
INTERLEAVE_ATOMIC(16, std::uint16_t)
INTERLEAVE_ATOMIC(32, std::uint32_t)
INTERLEAVE_ATOMIC(64, std::uint64_t)
__extension__ using Wide = __int128;
INTERLEAVE_ATOMIC(128, Wide)
#undef INTERLEAVE_ATOMIC

#ifndef __clang__
// What g++ does not instrument itself; linked with --wrap.
void* __real_memcpy(void* to, const void* from, std::size_t size);
void* __real_memmove(void* to, const void* from, std::size_t size);
void* __real_memset(void* to, int value, std::size_t size);
char* __real_strcpy(char* to, const char* from);
std::size_t __real_strlen(const char* text);

void* __wrap_memcpy(void* to, const void* from, std::size_t size) {
  access(from, size, 0, PC);
  access(to, size, kIsWrite, PC);
  return __real_memcpy(to, from, size);
}
void* __wrap_memmove(void* to, const void* from, std::size_t size) {
  access(from, size, 0, PC);
  access(to, size, kIsWrite, PC);
  return __real_memmove(to, from, size);
}
void* __wrap_memset(void* to, int value, std::size_t size) {
  access(to, size, kIsWrite, PC);
  return __real_memset(to, value, size);
}
char* __wrap_strcpy(char* to, const char* from) {
  const std::size_t size = __real_strlen(from) + 1;
  access(from, size, 0, PC);
  access(to, size, kIsWrite, PC);
  return __real_strcpy(to, from);
}
std::size_t __wrap_strlen(const char* text) {
  const std::size_t size = __real_strlen(text);
  access(text, size + 1, 0, PC);
  return size;
}
#endif

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier, bugprone-macro-parentheses)
