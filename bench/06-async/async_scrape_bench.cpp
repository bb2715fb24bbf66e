// Pages of a server that takes 20 ms for each: one after the other, and as the answer fetches them,
// all on one thread.

#include "async_scrape.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

#include "pages.hpp"
#include "ways.hpp"

namespace {

std::size_t by_answer(std::size_t pages, int at_once) {
  const std::vector<Page> fetched = async_scrape(urls_of(pages), at_once, std::chrono::minutes(1));
  return static_cast<std::size_t>(std::count_if(
      fetched.begin(), fetched.end(), [](const Page& page) { return !page.body.empty(); }));
}

const bool registered = [] {
  Job<std::size_t> job("scrape on a loop", kFewPages, [] { return fetch_serially(kFewPages); });
  job.is_limited_by_waiting();
  for (const int at_once : {4, 16, 64}) {
    job.add(
        "answer", [at_once] { return by_answer(kFewPages, at_once); }, at_once);
  }
  const Job<std::size_t> many("scrape on a loop", kManyPages);
  many.add(
      "answer", [] { return by_answer(kManyPages, 64); }, 64);
  return true;
}();

}  // namespace
