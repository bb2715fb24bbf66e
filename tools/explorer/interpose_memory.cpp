// The heap: in front of the C library's functions. What the body allocates lies in the arena; what
// the C library allocates for itself may outlive the schedule, and does not.

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdint>
#include <new>

#include "explorer/arena.hpp"
#include "explorer/happens_before.hpp"
#include "explorer/isolation.hpp"
#include "explorer/real.hpp"

// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
void* __libc_malloc(std::size_t size);
void __libc_free(void* pointer);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* pointer, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}
// NOLINTEND(bugprone-reserved-identifier)

namespace {

using namespace interleave::explorer;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kMostMarked = 4096;  // of a freed block, for use after free

bool from_arena(const void* pointer) {
  return is_in_arena(reinterpret_cast<std::uintptr_t>(pointer));
}

bool goes_to_arena(std::uintptr_t pc) { return controlled() && !is_in_c_library(pc); }

void* allocate(std::size_t size, std::size_t alignment) {
  void* pointer = arena_allocate(runtime->current->slot, size, alignment);
  if (pointer == nullptr) {
    end_schedule(Outcome::kUnsupported, "a thread of the body allocates more than %zu MB",
                 kHeapBytesPerThread >> 20);
  }
  return pointer;
}

void release(void* pointer, std::uintptr_t pc) {
  const auto address = reinterpret_cast<std::uintptr_t>(pointer);
  if (arena_free(pointer)) {
    runtime->shared->address = address;
    end_schedule(Outcome::kUseAfterFree, "twice");
  }
  if (frees_what_it_counts(pc)) return;
  const std::size_t size = std::min(arena_size(pointer), kMostMarked);
  if (size > 0) access_memory(address, size, kIsWrite | kIsFree, pc);
}

void free_from(void* pointer, std::uintptr_t pc) {
  if (!from_arena(pointer)) {
    __libc_free(pointer);
  } else if (controlled()) {
    release(pointer, pc);
  }
}

}  // namespace

// Replaced so that it is seen who frees. NOLINTBEGIN(misc-new-delete-overloads)
void operator delete(void* pointer) noexcept { free_from(pointer, INTERLEAVE_PC); }
void operator delete[](void* pointer) noexcept { free_from(pointer, INTERLEAVE_PC); }
void operator delete(void* pointer, std::size_t) noexcept { free_from(pointer, INTERLEAVE_PC); }
void operator delete[](void* pointer, std::size_t) noexcept { free_from(pointer, INTERLEAVE_PC); }
void operator delete(void* pointer, std::align_val_t) noexcept {
  free_from(pointer, INTERLEAVE_PC);
}
void operator delete[](void* pointer, std::align_val_t) noexcept {
  free_from(pointer, INTERLEAVE_PC);
}
void operator delete(void* pointer, std::size_t, std::align_val_t) noexcept {
  free_from(pointer, INTERLEAVE_PC);
}
void operator delete[](void* pointer, std::size_t, std::align_val_t) noexcept {
  free_from(pointer, INTERLEAVE_PC);
}
// NOLINTEND(misc-new-delete-overloads)

extern "C" {

void* malloc(std::size_t size) noexcept {
  if (!goes_to_arena(INTERLEAVE_PC)) return __libc_malloc(size);
  return allocate(size, 1);
}

void free(void* pointer) noexcept { free_from(pointer, INTERLEAVE_PC); }

void* calloc(std::size_t count, std::size_t size) noexcept {
  if (!goes_to_arena(INTERLEAVE_PC)) return __libc_calloc(count, size);
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return __builtin_memset(allocate(bytes, 1), 0, bytes);
}

void* realloc(void* pointer, std::size_t size) noexcept {
  const std::uintptr_t pc = INTERLEAVE_PC;
  if (pointer == nullptr && goes_to_arena(pc)) return allocate(size, 1);
  if (!from_arena(pointer)) return __libc_realloc(pointer, size);
  if (!controlled()) return nullptr;
  void* moved = allocate(size, 1);
  const std::size_t kept = std::min(size, arena_size(pointer));
  access_memory(reinterpret_cast<std::uintptr_t>(pointer), kept, 0, pc);
  __builtin_memcpy(moved, pointer, kept);
  release(pointer, pc);
  return moved;
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
  if (!goes_to_arena(INTERLEAVE_PC)) return __libc_memalign(alignment, size);
  return allocate(size, alignment);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  if (!goes_to_arena(INTERLEAVE_PC)) return __libc_memalign(alignment, size);
  return allocate(size, alignment);
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  *result =
      goes_to_arena(INTERLEAVE_PC) ? allocate(size, alignment) : __libc_memalign(alignment, size);
  return *result == nullptr ? ENOMEM : 0;
}

std::size_t malloc_usable_size(void* pointer) noexcept {
  return from_arena(pointer) ? arena_size(pointer) : INTERLEAVE_REAL(malloc_usable_size)(pointer);
}

}  // extern "C"
