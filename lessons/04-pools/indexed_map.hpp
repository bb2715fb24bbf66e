#pragma once

#include <exception>
#include <functional>
#include <variant>
#include <vector>

/// What became of one item: the value that the function returned for it, or what it threw.
using Outcome = std::variant<int, std::exception_ptr>;

/// Calls `f` once with each item, up to `n` calls at once, and returns when all calls have ended:
/// outcome i is what `f(items[i])` returned or threw. A pool for one use.
///
/// Requires: `f` is not empty, may be called from several threads at once, and may throw anything.
/// Guarantees: never more than `n` calls of `f` are under way at once, on whatever threads; `n` of
/// them can be, if there are so many items. An item waits until fewer than `n` are under way, never
/// for a certain other item. An exception is kept for its own item, and changes nothing for the
/// others. No thread that was started here is still running on return. `n` may be greater than the
/// number of items. Without items the result is empty.
/// Errors: std::invalid_argument if `n` is less than 1, with or without items; `f` is not called.
/// Memory ordering: everything that happened before the call is visible to `f`; everything that `f`
/// did is visible to the caller on return.
/// Source: 001-c. This is what an executor's `map` does inside, where a queue hands out the items;
/// one atomic number can do the same.
///
/// Example:
///   indexed_map(2, {1, 2, 3}, [](int item) { return 10 * item; });  // {10, 20, 30}
std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f);
