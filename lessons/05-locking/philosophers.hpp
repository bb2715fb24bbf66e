#pragma once

#include <functional>

/// Lets philosophers dine until each of them has had all their meals, and returns then.
///
/// They have the numbers 0, 1, ..., sit round a table in this order, and there is one fork between
/// each two neighbours; number 0 sits beside the last one. Each of them does `meals` times:
/// `think`, without a fork; then `eat`, with both forks that are in reach. Both get the
/// philosopher's number.
///
/// Requires: `think` and `eat` may be called from several threads at once and do not throw.
/// Guarantees: each philosopher thinks, eats, thinks, eats, ..., one after another, `meals` times
/// each. A fork is never shared: two neighbours never eat at the same time. Nobody waits for ever,
/// if all calls of `think` and `eat` come to an end. Who thinks holds up nobody: all can think at
/// the same time, and while one thinks the others can finish their meals. While all others think,
/// philosophers of whom no two are neighbours can all eat at the same time.
/// Of two philosophers each is the only neighbour of the other, and needs both forks. One alone has
/// no neighbour, and eats with what there is. Without philosophers, or without meals, nothing
/// happens.
/// Errors: std::invalid_argument if `philosophers` or `meals` is negative; nothing is called then.
/// Memory ordering: what happened before the call is visible to `think` and `eat`; what they did is
/// visible on return; what a philosopher did up to the end of a meal is visible to later meals of
/// their neighbours.
/// Source: 002-a, resources that threads share, and deadlock.
///
/// Example:
///   dine(5, 3, [](int) { ponder(); }, [](int philosopher) { ++eaten[philosopher]; });
void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat);
