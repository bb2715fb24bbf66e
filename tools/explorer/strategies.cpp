#include "explorer/strategies.hpp"

namespace interleave::explorer {
namespace {

std::uint64_t next_random() {  // xorshift64*
  std::uint64_t& x = runtime->random;
  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  return (x * 0x2545F4914F6CDD1DULL) >> 16;
}

int random_below(int count) {
  return static_cast<int>(next_random() % static_cast<std::uint64_t>(count));
}

bool is_asleep(int slot) { return (runtime->sleeping >> slot & 1U) != 0; }

/// The next choice on the trail, and whether it is given.
Choice& next_choice(ChoiceKind kind, int options, bool& given) {
  Shared& shared = *runtime->shared;
  if (shared.length >= kMostChoices) {
    end_schedule(Outcome::kUnsupported, "a schedule has more than a million choices");
  }
  given = shared.length < shared.prefix;
  Choice& choice = shared.trail.at(shared.length);
  const bool is_known = given && choice.options != 0;  // a token tells no more than what was taken
  if (given && (choice.taken >= options ||
                (is_known && (choice.kind != kind || choice.options != options)))) {
    end_schedule(Outcome::kDiverged, "choice %u has %d options, and had %d", shared.length, options,
                 choice.options);
  }
  ++shared.length;
  if (!is_known) {
    choice.kind = kind;
    choice.options = static_cast<std::uint8_t>(options);
    choice.preempts = false;
    if (!given) choice.taken = 0;
  }
  return choice;
}

int highest_priority(const std::uint8_t* slots, int count) {
  int best = 0;
  for (int i = 1; i < count; ++i) {
    if (thread_at(slots[i]).priority > thread_at(slots[best]).priority) {
      best = i;
    }
  }
  return best;
}

/// The thread that kPct lets run: the one of highest priority, unless it has had its way for so
/// long that it may be waiting for those that it keeps out.
int pick_by_priority(const std::uint8_t* slots, int count) {
  constexpr int kMostTurns = 200;
  Runtime& r = *runtime;
  for (std::uint64_t& step : r.priority_changes) {
    if (step == 0 || r.steps < step) continue;
    thread_at(slots[highest_priority(slots, count)]).priority = --r.lowest_priority;
    step = 0;
  }
  const int picked = highest_priority(slots, count);
  Thread& thread = thread_at(slots[picked]);
  for (int i = 0; i < count; ++i) {
    if (i != picked) thread_at(slots[i]).turns_in_a_row = 0;
  }
  if (++thread.turns_in_a_row >= kMostTurns) {
    thread.turns_in_a_row = 0;
    thread.priority = --r.lowest_priority;
  }
  return picked;
}

int pick_option(const std::uint8_t* slots, int count) {
  Runtime& r = *runtime;
  switch (r.search.phase) {
    case Phase::kExhaustive:
      for (int i = 0; i < count; ++i) {
        if (!is_asleep(slots[i])) return i;
      }
      end_schedule(Outcome::kPruned);
    case Phase::kRandom:
      return random_below(count);
    case Phase::kPct:
      return pick_by_priority(slots, count);
    case Phase::kBounded:
    case Phase::kReplay:
      break;
  }
  return 0;
}

/// What stays asleep when `slot` takes its step: threads whose own next step does not care.
void wake_dependent(std::uint64_t sleeping, int slot) {
  Runtime& r = *runtime;
  std::uint64_t still = 0;
  for (int other = 0; other < r.width; ++other) {
    const bool slept = (sleeping >> other & 1U) != 0;
    if (slept && other != slot &&
        !are_dependent(thread_at(other).pending, thread_at(slot).pending)) {
      still |= std::uint64_t{1} << other;
    }
  }
  r.sleeping = still;
}

}  // namespace

int choose_thread(const std::uint8_t* slots, int count, bool can_go_on) {
  Runtime& r = *runtime;
  const bool exhaustive = r.search.phase == Phase::kExhaustive;
  if (count == 1) {
    // No choice, but in a depth-first search what is asleep may leave none at all.
    if (exhaustive) {
      if (is_asleep(slots[0]) && r.shared->length >= r.shared->prefix) {
        end_schedule(Outcome::kPruned);
      }
      wake_dependent(r.sleeping, slots[0]);
    }
    return 0;
  }
  bool given = false;
  Choice& choice = next_choice(ChoiceKind::kThread, count, given);
  if (given && r.search.phase != Phase::kReplay) {
    for (int i = 0; i < count; ++i) {
      if (choice.slots.at(static_cast<std::size_t>(i)) != slots[i]) {
        end_schedule(Outcome::kDiverged, "choice %u is among other threads than before",
                     r.shared->length - 1);
      }
    }
  } else {
    choice.preempts = can_go_on;
    choice.sleeping = r.sleeping;
    for (int i = 0; i < count; ++i) choice.slots.at(static_cast<std::size_t>(i)) = slots[i];
    if (!given) choice.taken = static_cast<std::uint8_t>(pick_option(slots, count));
  }
  if (exhaustive) wake_dependent(choice.sleeping, slots[choice.taken]);
  if (can_go_on && choice.taken != 0) ++r.preemptions;
  return choice.taken;
}

int choose_value(int count) {
  if (count <= 1) return 0;
  bool given = false;
  Choice& choice = next_choice(ChoiceKind::kValue, count, given);
  if (!given && !is_depth_first(runtime->search) && runtime->search.phase != Phase::kReplay) {
    choice.taken = static_cast<std::uint8_t>(random_below(count));
  }
  return choice.taken;
}

bool choose_rarely() {
  bool given = false;
  Choice& choice = next_choice(ChoiceKind::kRare, 2, given);
  if (!given && !is_depth_first(runtime->search) && runtime->search.phase != Phase::kReplay) {
    choice.taken = random_below(8) == 7 ? 1 : 0;
  }
  return choice.taken == 1;
}

void begin_choices() {
  Runtime& r = *runtime;
  r.shared->length = 0;
  r.sleeping = 0;
  r.preemptions = 0;
  r.lowest_priority = 0;
  r.random =
      (r.search.seed * 0x9E3779B97F4A7C15ULL + r.shared->index + 1) * 0xD1342543DE82EF95ULL | 1U;
  for (int i = 0; i < 4; ++i) next_random();
  for (std::uint64_t& step : r.priority_changes) {
    step = 1 + next_random() % (r.search.expected_steps + 1);
  }
}

bool backtrack() {
  Shared& shared = *runtime->shared;
  const bool exhaustive = runtime->search.phase == Phase::kExhaustive;
  for (std::uint32_t n = shared.length; n > 0; --n) {
    Choice& choice = shared.trail.at(n - 1);
    if (choice.kind == ChoiceKind::kThread && exhaustive) {
      choice.sleeping |= std::uint64_t{1} << choice.slots.at(choice.taken);
    }
    int next = choice.taken + 1;
    while (exhaustive && choice.kind == ChoiceKind::kThread && next < choice.options &&
           (choice.sleeping >> choice.slots.at(static_cast<std::size_t>(next)) & 1U) != 0) {
      ++next;
    }
    if (next >= choice.options || choice.kind == ChoiceKind::kRare) continue;
    if (runtime->search.phase == Phase::kBounded && choice.preempts) {
      int spent = 0;
      for (std::uint32_t i = 0; i + 1 < n; ++i) {
        const Choice& earlier = shared.trail.at(i);
        spent +=
            earlier.kind == ChoiceKind::kThread && earlier.preempts && earlier.taken != 0 ? 1 : 0;
      }
      if (spent >= runtime->search.preemptions) continue;
    }
    choice.taken = static_cast<std::uint8_t>(next);
    shared.prefix = n;
    return true;
  }
  return false;
}

}  // namespace interleave::explorer
