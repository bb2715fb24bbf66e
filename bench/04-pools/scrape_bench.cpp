// Pages of a server that takes 20 ms for each: one after the other, and as the answer fetches them.
// Waiting needs no core, so that requests gain time even where there is only one.

#include "scrape.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pages.hpp"
#include "support/http.hpp"
#include "ways.hpp"

namespace {

using std::chrono::milliseconds;

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

std::size_t by_answer(std::size_t pages, int at_once) {
  RealTransport transport;
  const std::vector<Page> fetched =
      scrape(urls_of(pages), at_once, std::chrono::minutes(1), transport);
  return static_cast<std::size_t>(std::count_if(
      fetched.begin(), fetched.end(), [](const Page& page) { return !page.body.empty(); }));
}

const bool registered = [] {
  Job<std::size_t> job("scrape", kFewPages, [] { return fetch_serially(kFewPages); });
  job.is_limited_by_waiting();
  for (const int at_once : {4, 16, 64}) {
    job.add(
        "answer", [at_once] { return by_answer(kFewPages, at_once); }, at_once);
  }
  const Job<std::size_t> many("scrape", kManyPages);
  many.add(
      "answer", [] { return by_answer(kManyPages, 64); }, 64);
  return true;
}();

}  // namespace
