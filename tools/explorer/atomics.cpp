#include "explorer/atomics.hpp"

#include <algorithm>
#include <array>

#include "explorer/happens_before.hpp"
#include "explorer/raw.hpp"
#include "explorer/strategies.hpp"

namespace interleave::explorer {
namespace {

constexpr std::uint32_t kTableSize = 1U << 17;
constexpr std::uint32_t kMostLocations = kTableSize / 2;
constexpr std::uint32_t kMostHistories = 1U << 12;
constexpr int kMostStores = 8;  // older ones can no longer be read
constexpr int kMostMarks = 6;

/// A store that weak loads may still read.
struct Store {
  std::uint64_t value;
  VectorClock release;  ///< what an acquire load of it observes
  VectorClock visible;
  int slot;  ///< -1: was there before
  Epoch epoch;
  bool sequential;
  std::uint64_t fence_order;  ///< seq_cst fences executed before it
};

/// A thread has seen store `index` when its clock was `epoch`; whoever observes that may not read
/// older ones.
struct Mark {
  Epoch epoch;
  std::int64_t index;
};

struct History {
  std::array<Store, kMostStores> stores;
  int count;
  std::int64_t first;  ///< index of stores[0] in modification order
  std::array<std::array<Mark, kMostMarks>, kMostThreads> marks;
  std::array<int, kMostThreads> mark_count;
};

struct Location {
  std::uint64_t value;  ///< as last stored; another one in memory means that it was made anew
  VectorClock release;
  History* history;
};

struct TableEntry {
  std::uint64_t generation;
  std::uintptr_t address;
  std::uint32_t index;
};

struct Locations {
  std::uint64_t generation;
  std::uint32_t count;
  std::uint32_t history_count;
  std::array<TableEntry, kTableSize> entries;
  std::array<Location, kMostLocations> locations;
  std::array<History, kMostHistories> histories;
};

Locations& all_locations() {
  INTERLEAVE_STATE static Locations* made = nullptr;
  if (made == nullptr) made = map_zeroed<Locations>();
  if (made->generation != runtime->generation) {
    made->generation = runtime->generation;
    made->count = 0;
    made->history_count = 0;
  }
  return *made;
}

void begin_history(Location& location, std::uint64_t value) {
  History& history = *location.history;
  history.count = 1;
  history.first = 0;
  history.mark_count.fill(0);
  Store& store = history.stores[0];
  store.value = value;
  store.release.at.fill(0);
  store.visible.at.fill(0);
  store.slot = -1;
  store.epoch = 0;
  store.sequential = false;
  store.fence_order = 0;
}

Location& location_at(std::uintptr_t address, std::uint64_t in_memory, bool* unseen = nullptr) {
  Locations& all = all_locations();
  auto at = static_cast<std::uint32_t>((address * 0x9E3779B97F4A7C15ULL) >> 47) % kTableSize;
  for (;; at = (at + 1) % kTableSize) {
    TableEntry& entry = all.entries.at(at);
    if (entry.generation == runtime->generation && entry.address != address) continue;
    const bool is_new = entry.generation != runtime->generation;
    if (is_new) {
      if (all.count == kMostLocations) {
        end_schedule(Outcome::kUnsupported, "more than %u atomic objects", kMostLocations);
      }
      entry = {runtime->generation, address, all.count++};
    }
    Location& location = all.locations.at(entry.index);
    if (is_new || location.value != in_memory) {
      if (unseen != nullptr) *unseen = !has_plain_write(address);
      location.value = in_memory;
      location.release.at.fill(0);
      if (!is_new && !has_plain_write(address)) {
        // Changed by code that is not instrumented, in the C++ library: with the order that is
        // needed there, so with every order that there could have been.
        for (int slot = 0; slot < runtime->width; ++slot) {
          location.release.join(thread_at(slot).clock, runtime->width);
        }
      }
      if (is_new) location.history = nullptr;
      if (runtime->search.weak_memory) {
        if (location.history == nullptr) {
          if (all.history_count == kMostHistories) {
            end_schedule(Outcome::kUnsupported, "more than %u atomic objects with weak memory",
                         kMostHistories);
          }
          location.history = &all.histories.at(all.history_count++);
        }
        begin_history(location, in_memory);
      }
    }
    return location;
  }
}

bool acquires(int order) { return order != kRelaxed && order != kRelease; }
bool releases(int order) {
  return order == kRelease || order == kAcquireRelease || order == kSequential;
}

void see(const VectorClock& release, const VectorClock& visible, int order) {
  Thread& me = *runtime->current;
  const int width = runtime->width;
  (acquires(order) ? me.clock : me.acquired).join(release, width);
  if (runtime->search.weak_memory && acquires(order)) me.visible.join(visible, width);
}

void mark_seen(History& history, std::int64_t index) {
  const Thread& me = *runtime->current;
  const auto slot = static_cast<std::size_t>(me.slot);
  auto& marks = history.marks.at(slot);
  int& count = history.mark_count.at(slot);
  if (count > 0 && marks.at(static_cast<std::size_t>(count - 1)).index >= index) return;
  if (count == kMostMarks) {
    // Two become one that is stricter than both.
    marks[0].index = marks[1].index;
    std::move(marks.begin() + 2, marks.end(), marks.begin() + 1);
    --count;
  }
  marks.at(static_cast<std::size_t>(count++)) = {me.clock[me.slot], index};
}

/// The oldest store in `history` that the running thread may still read.
int oldest_readable(const History& history, int order) {
  const Runtime& r = *runtime;
  const Thread& me = *r.current;
  int oldest = 0;
  for (int i = 0; i < history.count; ++i) {
    const Store& store = history.stores.at(static_cast<std::size_t>(i));
    bool known = store.slot < 0 || store.slot == me.slot || store.epoch <= me.visible[store.slot];
    // A seq_cst store before this thread's last seq_cst fence.
    known = known || (store.sequential && store.fence_order < me.fence_order);
    if (order == kSequential) {
      known = known || store.sequential || store.epoch <= r.fence_clock[store.slot];
    }
    if (known) oldest = i;
  }
  for (int slot = 0; slot < r.width; ++slot) {
    const auto at = static_cast<std::size_t>(slot);
    Epoch known_until = slot == me.slot ? me.clock[slot] : me.visible[slot];
    if (order == kSequential) known_until = std::max(known_until, r.fence_clock[slot]);
    for (int i = 0; i < history.mark_count.at(at); ++i) {
      const Mark& mark = history.marks.at(at).at(static_cast<std::size_t>(i));
      if (mark.epoch > known_until) break;
      oldest =
          std::max(oldest, static_cast<int>(std::max<std::int64_t>(mark.index - history.first, 0)));
    }
  }
  return oldest;
}

}  // namespace

std::uint64_t atomic_load(std::uintptr_t address, std::uint64_t latest, int order, bool repeated) {
  Location& location = location_at(address, latest);
  if (!runtime->search.weak_memory) {
    see(location.release, location.release, order);
    return latest;
  }
  History& history = *location.history;
  int read = history.count - 1;
  if (!repeated) {
    const int oldest = oldest_readable(history, order);
    read -= choose_value(read - oldest + 1);
  }
  const Store& store = history.stores.at(static_cast<std::size_t>(read));
  mark_seen(history, history.first + read);
  see(store.release, store.visible, order);
  return store.value;
}

void atomic_store(std::uintptr_t address, std::uint64_t before, std::uint64_t value, int order,
                  bool reads) {
  Runtime& r = *runtime;
  Thread& me = *r.current;
  Location& location = location_at(address, before);
  const VectorClock& source = releases(order) ? me.clock : me.fenced;
  if (r.search.weak_memory) {
    History& history = *location.history;
    const Store last = history.stores.at(static_cast<std::size_t>(history.count - 1));
    if (history.count == kMostStores) {
      std::move(history.stores.begin() + 1, history.stores.end(), history.stores.begin());
      --history.count;
      ++history.first;
    }
    Store& store = history.stores.at(static_cast<std::size_t>(history.count++));
    store.value = value;
    store.release = source;
    store.visible = releases(order) ? me.visible : me.fenced;
    store.visible.join(store.release, r.width);
    if (reads) {  // continues the release sequence
      store.release.join(last.release, r.width);
      store.visible.join(last.visible, r.width);
    }
    store.slot = me.slot;
    store.epoch = me.clock[me.slot];
    store.sequential = order == kSequential;
    store.fence_order = r.fence_order;
  } else if (reads) {
    location.release.join(source, r.width);
  } else {
    location.release = source;
  }
  location.value = value;
  ++me.clock[me.slot];
  if (r.search.weak_memory) me.visible[me.slot] = me.clock[me.slot];
}

void note_wake(std::uintptr_t address, std::uint64_t in_memory) {
  bool unseen = false;
  Location& location = location_at(address, in_memory, &unseen);
  if (!unseen) return;
  location.release.join(runtime->current->clock, runtime->width);
  if (runtime->search.weak_memory) {
    History& history = *location.history;
    Store& store = history.stores.at(static_cast<std::size_t>(history.count - 1));
    store.release.join(runtime->current->clock, runtime->width);
    store.visible.join(runtime->current->visible, runtime->width);
  }
}

void atomic_fence(int order) {
  Runtime& r = *runtime;
  Thread& me = *r.current;
  if (acquires(order)) {
    me.clock.join(me.acquired, r.width);
    if (r.search.weak_memory) me.visible.join(me.acquired, r.width);
  }
  if (order == kSequential && r.search.weak_memory) {
    me.visible.join(me.clock, r.width);
    me.visible.join(r.fence_clock, r.width);
    r.fence_clock.join(me.visible, r.width);
    me.fence_order = ++r.fence_order;
  }
  if (releases(order)) me.fenced = me.clock;
  ++me.clock[me.slot];
  if (r.search.weak_memory) me.visible[me.slot] = me.clock[me.slot];
}

}  // namespace interleave::explorer
