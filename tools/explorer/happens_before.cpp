#include "explorer/happens_before.hpp"

#include <algorithm>
#include <array>

#include "explorer/arena.hpp"
#include "explorer/exceptions.hpp"
#include "explorer/isolation.hpp"
#include "explorer/raw.hpp"
#include "explorer/real.hpp"

namespace interleave::explorer {
namespace {

// For each granule of eight bytes the accesses that a later one could still race with.
constexpr std::uintptr_t kGranule = 8;
constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kCells = kPageBytes / kGranule;
constexpr std::uint32_t kInline = 3;
constexpr std::uint32_t kMorePerBlock = 7;
constexpr std::uint32_t kMostPages = 1U << 17;  // 512 MB of memory that is touched in a schedule
constexpr std::uint32_t kTableSize = kMostPages * 2;
constexpr std::uint32_t kMostMore = 1U << 20;

struct Entry {
  Epoch epoch;
  std::uint8_t slot;
  std::uint8_t bytes;  ///< of the granule, a bit each
  std::uint8_t flags;
  std::uint8_t number;  ///< of the thread, for reports; the last 255 for higher ones
  std::uintptr_t pc;
};

struct More {  ///< entries beyond those in the cell
  std::array<Entry, kMorePerBlock> entries;
  More* next;
};

struct Cell {
  std::uint32_t generation;
  std::uint32_t count;
  std::array<Entry, kInline> entries;
  More* more;
};

struct Page {
  std::array<Cell, kCells> cells;
};

struct Shadow {
  std::array<std::uintptr_t, kTableSize> keys;  ///< number of the page + 1
  std::array<std::uint32_t, kTableSize> pages;
  std::uint32_t page_count;
  std::uint32_t more_count;
  std::uint64_t generation;
  std::uintptr_t last_key;
  Page* last_page;
  std::uintptr_t watched;
  std::array<More, kMostMore> more;
  std::array<Page, kMostPages> page;
};

Shadow& shadow() {
  INTERLEAVE_STATE static Shadow* made = nullptr;
  if (made == nullptr) made = map_zeroed<Shadow>();
  if (made->generation != runtime->generation) {
    made->generation = runtime->generation;
    made->more_count = 0;
  }
  return *made;
}

Page* page_at(Shadow& all, std::uintptr_t address) {
  const std::uintptr_t key = address / kPageBytes + 1;
  if (key == all.last_key) return all.last_page;
  auto at = static_cast<std::uint32_t>((key * 0x9E3779B97F4A7C15ULL) >> 46) % kTableSize;
  while (all.keys.at(at) != key) {
    if (all.keys.at(at) == 0) {
      if (all.page_count == kMostPages) {
        end_schedule(Outcome::kUnsupported, "the body touches more than 512 MB of memory");
      }
      all.keys.at(at) = key;
      all.pages.at(at) = all.page_count++;
      break;
    }
    at = (at + 1) % kTableSize;
  }
  all.last_key = key;
  all.last_page = &all.page.at(all.pages.at(at));
  return all.last_page;
}

/// The entries of a cell, in place and beyond, one after the other.
Entry& entry_at(Shadow& all, Cell& cell, std::uint32_t index) {
  if (index < kInline) return cell.entries.at(index);
  index -= kInline;
  More** more = &cell.more;
  for (;; index -= kMorePerBlock, more = &(*more)->next) {
    if (*more == nullptr) {
      if (all.more_count == kMostMore) {
        end_schedule(Outcome::kUnsupported, "too many accesses to the same memory to remember");
      }
      *more = &all.more.at(all.more_count++);
      (*more)->next = nullptr;
    }
    if (index < kMorePerBlock) return (*more)->entries.at(index);
  }
}

void end_with_race(std::uintptr_t address, const Entry& first, unsigned flags, std::uintptr_t pc) {
  if (is_library_variable(address)) return;
  Shared& shared = *runtime->shared;
  shared.address = address;
  shared.first = {first.number, (first.flags & kIsWrite) != 0, (first.flags & kIsAtomic) != 0,
                  (first.flags & kIsFree) != 0, first.pc};
  shared.second = {runtime->current->number, (flags & kIsWrite) != 0, (flags & kIsAtomic) != 0,
                   (flags & kIsFree) != 0, pc};
  const bool freed = ((first.flags | flags) & kIsFree) != 0;
  end_schedule(freed ? Outcome::kUseAfterFree : Outcome::kDataRace);
}

/// Checks an access to `bytes` of one granule against those before it, and remembers it.
void access_cell(Shadow& all, Cell& cell, std::uint8_t bytes, unsigned flags, std::uintptr_t pc,
                 std::uintptr_t address) {
  const Thread& me = *runtime->current;
  const auto generation = static_cast<std::uint32_t>(runtime->generation);
  if (cell.generation != generation) {
    cell.generation = generation;
    cell.count = 0;
    cell.more = nullptr;
  }
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < cell.count; ++i) {
    const Entry entry = entry_at(all, cell, i);
    const bool mine = entry.slot == me.slot;
    const bool ordered = mine || entry.epoch <= me.clock[entry.slot];
    if ((entry.bytes & bytes) != 0) {
      const unsigned both = entry.flags & flags;
      const unsigned either = entry.flags | flags;
      const bool conflicts = (either & kIsWrite) != 0 && (both & kIsAtomic) == 0;
      if (conflicts && !ordered) end_with_race(address, entry, flags, pc);
      if ((entry.flags & kIsFree) != 0) end_with_race(address, entry, flags, pc);
    }
    // What is ordered before this access cannot race with anything that this one does not.
    const bool covered = (entry.bytes & ~bytes) == 0 &&
                         ((flags & kIsWrite) != 0 || (entry.flags & kIsWrite) == 0) &&
                         ((flags & kIsAtomic) == 0 || (entry.flags & kIsAtomic) != 0);
    if (ordered && covered) continue;
    if (kept != i) entry_at(all, cell, kept) = entry;
    ++kept;
  }
  entry_at(all, cell, kept) = {me.clock[me.slot],
                               static_cast<std::uint8_t>(me.slot),
                               bytes,
                               static_cast<std::uint8_t>(flags),
                               static_cast<std::uint8_t>(std::min(me.number, 255)),
                               pc};
  cell.count = kept + 1;
}

template <typename Visit>
void for_each_cell(std::uintptr_t address, std::size_t size, const Visit& visit) {
  Shadow& all = shadow();
  while (size > 0) {
    const std::uintptr_t offset = address % kGranule;
    const std::size_t here = std::min<std::size_t>(size, kGranule - offset);
    const auto bytes = static_cast<std::uint8_t>(((1U << here) - 1) << offset);
    Cell& cell = page_at(all, address)->cells.at(address % kPageBytes / kGranule);
    visit(all, cell, bytes, address);
    address += here;
    size -= here;
  }
}

}  // namespace

void watch_memory(std::uintptr_t address) { shadow().watched = address / kGranule; }

void note_write(std::uintptr_t address) {
  if (is_in_arena(address) || is_restored(address) || is_thread_local(address)) return;
  runtime->shared->writes_outside = true;
}

void access_memory(std::uintptr_t address, std::size_t size, unsigned flags, std::uintptr_t pc) {
  Runtime& r = *runtime;
  ++r.work;
  if ((flags & kIsWrite) != 0) note_write(address);
  if (r.tracing && (flags & kIsAtomic) == 0) {
    const std::uintptr_t watched = shadow().watched;
    if (watched != 0 && address / kGranule <= watched &&
        watched <= (address + size - 1) / kGranule) {
      const bool is_write = (flags & kIsWrite) != 0;
      trace((flags & kIsFree) != 0 ? Op::kFree
            : is_write             ? Op::kWrite
                                   : Op::kRead,
            address, 0, pc, true);
    }
  }
  if ((flags & kIsFree) != 0) r.freed = true;
  if (!r.several && !r.freed) return;  // alone, nothing can race
  if (r.body_ended && is_on_stack_of(0, address)) {
    r.shared->address = address;
    end_schedule(Outcome::kUseAfterFree, "of the body");
  }
  for_each_cell(address, size, [&](Shadow& all, Cell& cell, std::uint8_t bytes, std::uintptr_t at) {
    access_cell(all, cell, bytes, flags, pc, at);
  });
}

bool has_plain_write(std::uintptr_t address) {
  bool found = false;
  for_each_cell(address, 1, [&](Shadow& all, Cell& cell, std::uint8_t bytes, std::uintptr_t) {
    if (cell.generation != static_cast<std::uint32_t>(runtime->generation)) return;
    for (std::uint32_t i = 0; i < cell.count; ++i) {
      const Entry& entry = entry_at(all, cell, i);
      found = found || ((entry.bytes & bytes) != 0 && (entry.flags & kIsWrite) != 0 &&
                        (entry.flags & kIsAtomic) == 0);
    }
  });
  return found;
}

void let_exception_go(int* holders) {
  if (controlled() && runtime->several) publish(object_at(as_number(holders)).clock);
}

// Letting go is no visible operation, so that only one order is tried, and who is the last of two
// threads is by chance. What the others did is therefore behind the last one only while it destroys
// the exception: no race elsewhere is hidden.
void destroy_exception(int* holders, void (*destroy)(void** pointer), void** pointer) {
  const SyncObject* object = controlled() ? find_object(as_number(holders)) : nullptr;
  if (object == nullptr) return destroy(pointer);
  Thread& me = *runtime->current;
  const VectorClock clock = me.clock;
  const VectorClock visible = me.visible;
  const std::uint64_t steps = runtime->steps;
  observe(object->clock);
  forget_object(as_number(holders));
  destroy(pointer);
  if (runtime->steps != steps) return;  // its destructor has synchronised with somebody
  me.clock = clock;
  me.visible = visible;
}

}  // namespace interleave::explorer
