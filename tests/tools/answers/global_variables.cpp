// Right, with variables outside of every namespace, whose symbols are their bare names, and which
// the standard library's functions initialise.
#include "sum_of_both.hpp"

#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <iostream>
#include <latch>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <random>
#include <semaphore>
#include <set>
#include <shared_mutex>
#include <sstream>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

std::mutex sum_mutex;
std::shared_mutex shared;
std::recursive_mutex recursive;
std::condition_variable changed;
std::condition_variable_any changed_any;
std::atomic<int> calls{0};
std::atomic_flag flag;
std::counting_semaphore<> permits(2);
std::latch both_done(0);
std::barrier meeting(2);
std::once_flag once;
thread_local int last_part = 0;
thread_local std::vector<int> parts;
int sum_so_far = 0;
std::string title = "a text that is too long for a string to keep it in itself";
const std::string kShort = "short";
std::vector<int> primes{2, 3, 5, 7};
std::vector<std::thread> threads;
std::vector<std::string> words{"one", "two"};
std::deque<int> waiting;
std::queue<std::function<void()>> tasks;
std::priority_queue<int> ordered;
std::map<std::string, int> counts{{"one", 1}};
std::set<int> numbers{1, 2, 3};
std::unordered_map<std::string, std::vector<int>> lists;
std::shared_ptr<int> counter = std::make_shared<int>(0);
std::unique_ptr<int> owned = std::make_unique<int>(0);
std::function<int(int)> twice = [](int number) { return 2 * number; };
std::optional<std::string> nothing;
std::promise<int> promised;
std::future<int> coming;
std::mt19937 random_numbers(42);
std::ostringstream text;
const auto kBegin = std::chrono::steady_clock::now();
const unsigned kProcessors = std::thread::hardware_concurrency();

int sum_of_both(int (*part)(int index)) {
  sum_so_far = 0;
  const auto add = [&](int index) {
    last_part = part(index);
    ++calls;
    const std::scoped_lock lock(sum_mutex);
    counts[title] += last_part;
    sum_so_far += last_part;
  };
  for (int index = 0; index < 2; ++index) threads.emplace_back(add, index);
  for (std::thread& thread : threads) thread.join();
  threads.clear();
  return sum_so_far;
}
