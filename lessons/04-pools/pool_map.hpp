#pragma once

#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <functional>
#include <variant>
#include <vector>

/// What became of one item: the value that the function returned for it, or what it threw.
using Outcome = std::variant<int, std::exception_ptr>;

/// Calls `f` once with each item, on the threads of `pool`, and returns when all calls have ended:
/// outcome i is what `f(items[i])` returned or threw.
///
/// Requires: `pool` has at least one thread, and was neither stopped nor joined. `f` is not empty,
/// may be called from several threads at once, and may throw anything.
/// Guarantees: `f` is called on threads of the pool only. An item waits for a free thread of the
/// pool, never for another item. An exception is kept for its own item, and changes nothing for the
/// others. On return nothing uses `items` or `f` any more; other tasks of the pool were neither
/// awaited nor held up, and the pool can be used again. Without items the result is empty, at once.
/// Nested: may be called by a task of the same pool, as by `f` itself, also when all its threads
/// are in such calls. It may then make all calls of `f` on the calling thread, one after another.
/// Thread-safety: several threads may map over one pool at the same time.
/// Memory ordering: everything that happened before the call is visible to `f`; everything that `f`
/// did is visible to the caller on return.
/// Source: 001-c, `map` of Python's executors. There the first exception ends the results; here
/// each item keeps its own. There a map within a map waits for ever when no thread is left.
///
/// Example:
///   boost::asio::thread_pool pool(3);
///   pool_map(pool, {1, 0, 4}, [](int item) {
///     if (item == 0) throw std::invalid_argument("zero");
///     return 100 / item;
///   });  // {100, the invalid_argument, 25}
std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f);
