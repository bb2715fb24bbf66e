// 200 pages of a server that takes 20 ms for each: one after the other, and as the answer fetches
// them. Waiting needs no core, so that requests gain time even where there is only one.
//
// `scrape_bench serve` is the server alone, until its standard input ends; with
// INTERLEAVE_SERVER=URL the pages come from there. bench/scrape_peer uses both.

#include "scrape.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <utility>

#include "support/http.hpp"

namespace {

using std::chrono::milliseconds;

constexpr int kPages = 200;
constexpr int kMostAtOnce = 64;

class RealTransport : public Transport {
 public:
  std::unique_ptr<Client> connect() override { return std::make_unique<RealClient>(); }

 private:
  class RealClient : public Client {
   public:
    Response get(const std::string& url) override { return ask(url, std::nullopt); }
    Response get(const std::string& url, milliseconds limit) override { return ask(url, limit); }

   private:
    Response ask(const std::string& url, std::optional<milliseconds> limit) {
      interleave::HttpResponse response = client_.get(url, limit);
      return {response.status, std::move(response.body)};
    }

    interleave::HttpClient client_;
  };
};

std::string server_url(const std::string& path) {
  if (const char* elsewhere = std::getenv("INTERLEAVE_SERVER")) return elsewhere + path;
  static const interleave::HttpServer server(kMostAtOnce);
  return server.url(path);
}

std::vector<std::string> make_urls() {
  std::vector<std::string> urls;
  for (int page = 0; page < kPages; ++page) {
    urls.push_back(server_url("/late/20/" + std::to_string(page)));
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
  RealTransport transport;
  for (auto _ : state) {
    const std::vector<Page> pages = scrape(urls, at_once, std::chrono::minutes(1), transport);
    const auto fetched = std::count_if(pages.begin(), pages.end(),
                                       [](const Page& page) { return !page.body.empty(); });
    if (fetched != kPages) state.SkipWithError("pages are missing: ./course check scrape");
  }
}

// Real time: while they wait, threads use no processor time. How little it is, is told beside it.
BENCHMARK(serial)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(answer)->Arg(4)->Arg(16)->Arg(64)->UseRealTime()->MeasureProcessCPUTime()->Unit(
    benchmark::kMillisecond);

int serve() {
  const interleave::HttpServer server(kMostAtOnce);
  std::cout << server.url("") << std::endl;
  while (std::cin.get() != std::istream::traits_type::eof()) {
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "serve") return serve();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
