#include "explorer/arena.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>

#include "explorer/clocks.hpp"
#include "explorer/fibers.hpp"
#include "explorer/raw.hpp"

namespace interleave::explorer {
namespace {

constexpr std::size_t kMinimumAlignment = 16;
constexpr std::size_t kPage = 4096;
constexpr std::uint64_t kLive = 0x11e5'1eaf'0b1e'c7ed;
constexpr std::uint64_t kFreed = 0xdead'1eaf'0b1e'c7ed;

// What nobody has written is the same in every schedule, and looks like nothing useful.
constexpr int kFresh = 0xa5;
constexpr std::size_t kMostFilled = 4096;

struct Header {
  std::uint64_t size;
  std::uint64_t state;
};

constexpr std::size_t kStacks = kHeapBytesPerThread * kMostThreads;
constexpr std::size_t kAll = kStacks + kStackBytes * kMostThreads;
// As long as there is no arena: no address is there, and null least of all.
constexpr std::uintptr_t kNowhere = std::uintptr_t{0} - kAll;

INTERLEAVE_STATE std::uintptr_t base = kNowhere;
INTERLEAVE_STATE std::array<std::size_t, kMostThreads> used{};

Header* header_of(const void* pointer) {
  return reinterpret_cast<Header*>(reinterpret_cast<std::uintptr_t>(pointer) - sizeof(Header));
}

}  // namespace

bool prepare_arena() {
  if (base != kNowhere) return true;
  void* memory = mmap(nullptr, kAll, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  base = reinterpret_cast<std::uintptr_t>(memory);
  for (int slot = 0; slot < kMostThreads; ++slot) {  // a page that ends each stack
    mprotect(reinterpret_cast<void*>(stack_end(slot) - kStackBytes), kPage, PROT_NONE);
  }
  return true;
}

void reset_arena() { used.fill(0); }

bool is_in_arena(std::uintptr_t address) { return address - base < kAll; }

std::uintptr_t stack_end(int slot) {
  return base + kStacks + kStackBytes * (static_cast<std::size_t>(slot) + 1);
}

bool is_on_stack_of(int slot, std::uintptr_t address) {
  return stack_end(slot) - address - 1 < kStackBytes;
}

void* arena_allocate(int slot, std::size_t size, std::size_t alignment) {
  std::size_t& top = used.at(static_cast<std::size_t>(slot));
  const std::uintptr_t heap = base + kHeapBytesPerThread * static_cast<std::size_t>(slot);
  const std::size_t align = std::max(alignment, kMinimumAlignment);
  const std::size_t begin = ((heap + top + sizeof(Header) + align - 1) & ~(align - 1)) - heap;
  if (size > kHeapBytesPerThread || begin + size > kHeapBytesPerThread) return nullptr;
  top = begin + size;
  void* pointer = reinterpret_cast<void*>(heap + begin);
  *header_of(pointer) = {size, kLive};
  std::memset(pointer, kFresh, std::min(size, kMostFilled));
  return pointer;
}

std::size_t arena_used() { return std::accumulate(used.begin(), used.end(), std::size_t{0}); }

std::size_t arena_size(const void* pointer) {
  const Header& header = *header_of(pointer);
  return header.state == kLive || header.state == kFreed ? header.size : 0;
}

bool arena_free(void* pointer) {
  Header& header = *header_of(pointer);
  const bool was_freed = header.state == kFreed;
  header.state = kFreed;
  return was_freed;
}

}  // namespace interleave::explorer
