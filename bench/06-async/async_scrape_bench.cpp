// 200 pages of a server that takes 20 ms for each: one after the other, and as the answer fetches
// them, all on one thread.
//
// With INTERLEAVE_SERVER=URL the pages come from there: bench/scrape_peer has this, the threads of
// lesson 04 and Python ask the same server.

#include "async_scrape.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "support/http.hpp"

namespace {

constexpr int kPages = 200;
constexpr int kMostAtOnce = 64;

std::vector<std::string> make_urls() {
  std::string server;
  if (const char* elsewhere = std::getenv("INTERLEAVE_SERVER")) {
    server = elsewhere;
  } else {
    static const interleave::HttpServer own(kMostAtOnce);
    server = own.url("");
  }
  std::vector<std::string> urls;
  for (int page = 0; page < kPages; ++page) {
    urls.push_back(server + "/late/20/" + std::to_string(page));
  }
  return urls;
}

void serial(benchmark::State& state) {
  const std::vector<std::string> urls = make_urls();
  for (auto _ : state) {
    interleave::HttpClient client;
    for (const std::string& url : urls) benchmark::DoNotOptimize(client.get(url, std::nullopt));
  }
}

void answer(benchmark::State& state) {
  const std::vector<std::string> urls = make_urls();
  const auto at_once = static_cast<int>(state.range(0));
  for (auto _ : state) {
    const std::vector<Page> pages = async_scrape(urls, at_once, std::chrono::minutes(1));
    const auto fetched = std::count_if(pages.begin(), pages.end(),
                                       [](const Page& page) { return !page.body.empty(); });
    if (fetched != kPages) state.SkipWithError("pages are missing: ./course check async_scrape");
  }
}

// Real time, for the speed; processor time of all threads, for what it costs.
BENCHMARK(serial)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(answer)->Arg(4)->Arg(16)->Arg(64)->UseRealTime()->MeasureProcessCPUTime()->Unit(
    benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
