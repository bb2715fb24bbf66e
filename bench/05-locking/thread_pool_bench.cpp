// Tasks through a pool: empty ones, which cost what the pool costs, and small ones, of some
// microseconds, which it must not be noticed in.

#include "thread_pool.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <functional>
#include <future>
#include <numeric>
#include <vector>

#include "peers.hpp"
#include "ways.hpp"
#include "workers.hpp"

#ifdef INTERLEAVE_HAS_TBB
#include <tbb/task_group.h>
#endif

namespace {

using Task = int (*)(int);

int empty(int number) { return number; }

/// Steps of a random number generator, of which each needs the one before.
int small(int number) {
  auto state = static_cast<unsigned>(number);
  for (int i = 0; i < 5'000; ++i) state = state * 1664525U + 1013904223U;
  return static_cast<int>(state >> 8);
}

std::vector<int> numbers(int count) {
  std::vector<int> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

std::vector<int> serially(int count, Task task) {
  std::vector<int> results = numbers(count);
  for (int& each : results) each = task(each);
  return results;
}

std::vector<int> by_answer(int count, Task task, int threads) {
  ThreadPool pool(threads);
  return pool.map(numbers(count), task);
}

std::vector<int> by_asio(int count, Task task) {
  std::vector<int> results = numbers(count);
  boost::asio::thread_pool pool(workers());
  for (int& each : results) boost::asio::post(pool, [&each, task] { each = task(each); });
  pool.join();
  return results;
}

/// As an answer's `submit` has it: each result through a future of its own.
std::vector<int> by_asio_with_futures(int count, Task task) {
  boost::asio::thread_pool pool(workers());
  std::vector<std::future<int>> futures;
  for (const int each : numbers(count)) {
    std::packaged_task<int()> packaged([each, task] { return task(each); });
    futures.push_back(packaged.get_future());
    boost::asio::post(pool, std::move(packaged));
  }
  std::vector<int> results;
  for (std::future<int>& each : futures) results.push_back(each.get());
  return results;
}

#ifdef INTERLEAVE_HAS_TBB
std::vector<int> by_task_group(int count, Task task) {
  std::vector<int> results = numbers(count);
  tbb::task_group group;
  for (int& each : results) group.run([&each, task] { each = task(each); });
  group.wait();
  return results;
}
#endif

#ifdef INTERLEAVE_HAS_OPENMP
std::vector<int> by_openmp_tasks(int count, Task task) {
  std::vector<int> results = numbers(count);
#pragma omp parallel
#pragma omp single
  for (int& each : results) {
    int* place = &each;
#pragma omp task firstprivate(place)
    *place = task(*place);
  }
  return results;
}
#endif

void add_ways(const Job<std::vector<int>>& job, int count, Task task) {
  for (const int threads : {1, 2, 3, 4, 8}) {
    job.add(
        "answer", [=] { return by_answer(count, task, threads); }, threads);
  }
  job.add("Boost.Asio thread_pool", [=] { return by_asio(count, task); });
  job.add("Boost.Asio, with futures", [=] { return by_asio_with_futures(count, task); });
#ifdef INTERLEAVE_HAS_TBB
  job.add("oneTBB task_group", [=] { return by_task_group(count, task); });
#else
  job.add_missing("oneTBB task_group", "libtbb-dev");
#endif
#ifdef INTERLEAVE_HAS_OPENMP
  job.add("OpenMP tasks", [=] { return by_openmp_tasks(count, task); });
#else
  job.add_missing("OpenMP tasks", "libgomp1");
#endif
}

const bool registered = [] {
  for (const int count : {1'000, 10'000, 100'000}) {
    Job<std::vector<int>> job("empty tasks", count, [count] { return serially(count, empty); });
    job.is_about_cost();
    add_ways(job, count, empty);
  }
  for (const int count : {100, 1'000, 10'000}) {
    const Job<std::vector<int>> job("small tasks", count,
                                    [count] { return serially(count, small); });
    add_ways(job, count, small);
  }
  return true;
}();

}  // namespace
