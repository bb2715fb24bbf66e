// Four jobs of lesson 07, each one after the other, by the reference solution, and by what others
// have ready: std::execution::par, OpenMP, oneTBB. And how the size of the blocks decides what
// comes of the first. chunk_peers.py does the same jobs in Python.
//
//   primes  which of the numbers below 2,000,000 are prime: the larger, the dearer
//   words   how often each word occurs in 64 MB of UTF-8 text
//   sort    1,000,000 records, stable
//   sum     of 50,000,000 numbers: nothing to compute, so memory sets the pace
//
// Every way is checked against the serial one before it is measured.

#include <benchmark/benchmark.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_invoke.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <execution>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "make_chunks.hpp"
#include "merge_sort.hpp"
#include "parallel_primes.hpp"
#include "word_count.hpp"
#include "workers.hpp"

namespace {

using Words = std::map<std::string, std::size_t>;

constexpr std::uint64_t kBelow = 2'000'000;
constexpr std::uint64_t kBlock = 2'000;
constexpr std::size_t kTextBytes = 64 << 20;
constexpr std::size_t kTextChunk = 1 << 20;
constexpr std::size_t kRecords = 1'000'000;
constexpr std::size_t kCutoff = 10'000;
constexpr std::size_t kNumbers = 50'000'000;

/// The first numbers of a chunk each, for algorithms that go over elements.
std::vector<std::uint64_t> multiples(std::uint64_t size, std::uint64_t end) {
  std::vector<std::uint64_t> firsts;
  for (std::uint64_t first = 0; first < end; first += size) firsts.push_back(first);
  return firsts;
}

// ---- primes

bool is_prime(std::uint64_t number) {
  if (number < 2 || number % 2 == 0) return number == 2;
  for (std::uint64_t divisor = 3; divisor * divisor <= number; divisor += 2) {
    if (number % divisor == 0) return false;
  }
  return true;
}

std::size_t primes_between(std::uint64_t first, std::uint64_t last) {
  std::size_t count = 0;
  for (std::uint64_t number = first; number < last; ++number) count += is_prime(number) ? 1 : 0;
  return count;
}

std::size_t primes_serial() { return primes_between(0, kBelow); }

std::size_t primes_solution(std::uint64_t block) {
  return count_primes(0, kBelow, block, workers(), [](std::uint64_t) {});
}

std::size_t primes_par() {
  const std::vector<std::uint64_t> blocks = multiples(kBlock, kBelow);
  return std::transform_reduce(
      std::execution::par, blocks.begin(), blocks.end(), std::size_t{0}, std::plus<>(),
      [](std::uint64_t first) { return primes_between(first, first + kBlock); });
}

std::size_t primes_openmp() {
  std::size_t count = 0;
#pragma omp parallel for schedule(dynamic, kBlock) reduction(+ : count)
  for (std::uint64_t number = 0; number < kBelow; ++number) count += is_prime(number) ? 1 : 0;
  return count;
}

std::size_t primes_tbb() {
  return tbb::parallel_reduce(
      tbb::blocked_range<std::uint64_t>(0, kBelow), std::size_t{0},
      [](const auto& range, std::size_t count) {
        return count + primes_between(range.begin(), range.end());
      },
      std::plus<>());
}

// ---- words

/// Words of one to three syllables, some rare and some common, with separators of all kinds.
std::string make_text() {
  const std::vector<std::string> syllables = {
      "ka", "lo", "mi", "\u00e9t\u00e9", "\ud55c", "\uae00", "ne", "ru", "so", "ti"};
  const std::vector<std::string> separators = {" ", " ", " ", " ", "\n", "\t", "\u3000"};
  std::string text;
  text.reserve(kTextBytes + 64);
  std::uint64_t random = 20231218;
  const auto below = [&random](std::size_t end) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>((random >> 33) % end);
  };
  while (text.size() < kTextBytes) {
    for (std::size_t left = 1 + below(3); left > 0; --left)
      text += syllables[below(syllables.size())];
    text += separators[below(separators.size())];
  }
  return text;
}

const std::string& text() {
  static const std::string made = make_text();
  return made;
}

/// The words whose first byte lies in [first, last).
Words words_between(std::size_t first, std::size_t last) {
  return count_words(std::string_view(text()).substr(first, last - first), kTextBytes * 2, 1,
                     [](std::size_t) {});
}

/// Where the chunks of a text begin if none may begin within a word: for ways that know nothing of
/// words.
const std::vector<std::pair<std::size_t, std::size_t>>& text_chunks() {
  static const auto made = [] {
    std::vector<std::pair<std::size_t, std::size_t>> chunks;
    for (std::size_t first = 0; first < text().size();) {
      const std::size_t space = text().find(' ', std::min(text().size(), first + kTextChunk));
      const std::size_t last = space == std::string::npos ? text().size() : space;
      chunks.emplace_back(first, last);
      first = last;
    }
    return chunks;
  }();
  return made;
}

Words added(Words left, const Words& right) {
  for (const auto& [word, count] : right) left[word] += count;
  return left;
}

Words words_serial() { return words_between(0, text().size()); }

Words words_solution() {
  return count_words(text(), kTextChunk, workers(), [](std::size_t) {});
}

Words words_par() {
  return std::transform_reduce(
      std::execution::par, text_chunks().begin(), text_chunks().end(), Words(), added,
      [](const auto& chunk) { return words_between(chunk.first, chunk.second); });
}

Words words_openmp() {
  Words all;
#pragma omp declare reduction(add:Words : omp_out = added(std::move(omp_out), omp_in))
#pragma omp parallel for schedule(dynamic) reduction(add : all)
  for (const auto& chunk : text_chunks()) {
    all = added(std::move(all), words_between(chunk.first, chunk.second));
  }
  return all;
}

Words words_tbb() {
  const auto& chunks = text_chunks();
  return tbb::parallel_reduce(
      tbb::blocked_range<std::size_t>(0, chunks.size()), Words(),
      [&chunks](const auto& range, Words counted) {
        for (std::size_t i = range.begin(); i < range.end(); ++i) {
          counted = added(std::move(counted), words_between(chunks[i].first, chunks[i].second));
        }
        return counted;
      },
      added);
}

// ---- sort

const std::vector<Record>& records() {
  static const auto made = [] {
    std::vector<Record> all(kRecords);
    std::uint64_t random = 4;
    for (std::size_t i = 0; i < all.size(); ++i) {
      random = random * 6364136223846793005U + 1442695040888963407U;
      all[i] = {static_cast<int>((random >> 33) % (kRecords / 4)), static_cast<int>(i)};
    }
    return all;
  }();
  return made;
}

bool before(const Record& left, const Record& right) { return left.key < right.key; }

std::vector<Record> sort_serial() {
  std::vector<Record> sorted = records();
  std::stable_sort(sorted.begin(), sorted.end(), before);
  return sorted;
}

std::vector<Record> sort_solution() {
  std::vector<Record> sorted = records();
  merge_sort(sorted, {before, [](std::size_t, std::size_t) {}, kCutoff, workers()});
  return sorted;
}

std::vector<Record> sort_par() {
  std::vector<Record> sorted = records();
  std::stable_sort(std::execution::par, sorted.begin(), sorted.end(), before);
  return sorted;
}

using Position = std::vector<Record>::iterator;

// NOLINTNEXTLINE(misc-no-recursion)
void sort_by_omp_tasks(Position first, Position last) {
  if (last - first <= static_cast<std::ptrdiff_t>(kCutoff)) {
    return std::stable_sort(first, last, before);
  }
  const Position middle = first + (last - first) / 2;
#pragma omp task
  sort_by_omp_tasks(first, middle);
  sort_by_omp_tasks(middle, last);
#pragma omp taskwait
  std::inplace_merge(first, middle, last, before);
}

std::vector<Record> sort_openmp() {
  std::vector<Record> sorted = records();
#pragma omp parallel
#pragma omp single
  sort_by_omp_tasks(sorted.begin(), sorted.end());
  return sorted;
}

void sort_by_tbb(Position first, Position last) {
  if (last - first <= static_cast<std::ptrdiff_t>(kCutoff)) {
    return std::stable_sort(first, last, before);
  }
  const Position middle = first + (last - first) / 2;
  tbb::parallel_invoke([&] { sort_by_tbb(first, middle); }, [&] { sort_by_tbb(middle, last); });
  std::inplace_merge(first, middle, last, before);
}

std::vector<Record> sort_tbb() {
  std::vector<Record> sorted = records();
  sort_by_tbb(sorted.begin(), sorted.end());
  return sorted;
}

// ---- sum

const std::vector<std::int32_t>& numbers() {
  static const auto made = [] {
    std::vector<std::int32_t> all(kNumbers);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int32_t>(i % 1000);
    return all;
  }();
  return made;
}

std::int64_t sum_between(std::size_t first, std::size_t last) {
  const auto begin = numbers().begin();
  return std::accumulate(begin + static_cast<std::ptrdiff_t>(first),
                         begin + static_cast<std::ptrdiff_t>(last), std::int64_t{0});
}

std::int64_t sum_serial() { return sum_between(0, kNumbers); }

std::int64_t sum_solution() {
  const std::size_t share = (kNumbers + workers() - 1) / workers();
  const std::vector<Chunk> chunks = make_chunks(0, kNumbers, share);
  std::vector<std::int64_t> sums(chunks.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      threads.emplace_back([&, i] { sums[i] = sum_between(chunks[i].first, chunks[i].last); });
    }
  }
  return std::accumulate(sums.begin(), sums.end(), std::int64_t{0});
}

std::int64_t sum_par() {
  return std::reduce(std::execution::par, numbers().begin(), numbers().end(), std::int64_t{0});
}

std::int64_t sum_openmp() {
  std::int64_t sum = 0;
#pragma omp parallel for reduction(+ : sum)
  for (const std::int32_t number : numbers()) sum += number;
  return sum;
}

std::int64_t sum_tbb() {
  return tbb::parallel_reduce(
      tbb::blocked_range<std::size_t>(0, kNumbers), std::int64_t{0},
      [](const auto& range, std::int64_t sum) {
        return sum + sum_between(range.begin(), range.end());
      },
      std::plus<>());
}

// ---- measuring

template <typename Way>
void measure(const std::string& name, Way way) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [way](benchmark::State& state) {
                                 for (auto _ : state) benchmark::DoNotOptimize(way());
                               })
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

template <typename Result>
void measure_job(const std::string& job,
                 const std::vector<std::pair<std::string, std::function<Result()>>>& ways) {
  const Result expected = ways.front().second();
  for (const auto& [name, way] : ways) {
    if (way() != expected) {
      std::cerr << job << '/' << name << ": another result than " << ways.front().first << '\n';
      std::exit(1);
    }
    measure(job + '/' + name, way);
  }
}

/// Each of `count` threads does the whole work.
int busy_threads(unsigned count) {
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([] { benchmark::DoNotOptimize(primes_between(0, kBelow / 2)); });
  }
  return 0;
}

}  // namespace

/// chunking_bench text FILE writes the text, for chunk_peers.py.
int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "text") {
    std::ofstream(argv[2], std::ios::binary) << text();
    return 0;
  }
  measure("busy/one", [] { return busy_threads(1); });
  measure("busy/all", [] { return busy_threads(workers()); });
  measure_job<std::size_t>("primes", {{"serial", primes_serial},
                                      {"solution", [] { return primes_solution(kBlock); }},
                                      {"par", primes_par},
                                      {"openmp", primes_openmp},
                                      {"tbb", primes_tbb}});
  measure_job<Words>("words", {{"serial", words_serial},
                               {"solution", words_solution},
                               {"par", words_par},
                               {"openmp", words_openmp},
                               {"tbb", words_tbb}});
  measure_job<std::vector<Record>>("sort", {{"serial", sort_serial},
                                            {"solution", sort_solution},
                                            {"par", sort_par},
                                            {"openmp", sort_openmp},
                                            {"tbb", sort_tbb}});
  measure_job<std::int64_t>("sum", {{"serial", sum_serial},
                                    {"solution", sum_solution},
                                    {"par", sum_par},
                                    {"openmp", sum_openmp},
                                    {"tbb", sum_tbb}});
  for (std::uint64_t block = 1; block < 8 * kBelow; block *= 8) {
    measure("blocks/" + std::to_string(block), [block] { return primes_solution(block); });
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
