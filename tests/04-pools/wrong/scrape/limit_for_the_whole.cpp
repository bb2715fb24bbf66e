// Wrong: lets all requests together have what each should have for itself, so that the later ones
// are given up too early.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "scrape.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

using Clock = std::chrono::steady_clock;

Page fetch(Client& client, const std::string& url, Clock::time_point deadline) {
  try {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    Response response = client.get(url, left);
    if (response.status != 200) return {"", "status " + std::to_string(response.status)};
    return {std::move(response.body), ""};
  } catch (const std::exception& failure) {
    return {"", failure.what()};
  }
}

}  // namespace

std::vector<Page> scrape(const std::vector<std::string>& urls, int at_once,
                         std::chrono::milliseconds limit, Transport& transport) {
  if (at_once < 1) throw std::invalid_argument("scrape: at_once is not positive");
  if (limit.count() <= 0) throw std::invalid_argument("scrape: limit is not positive");
  const Clock::time_point deadline = Clock::now() + limit;
  std::vector<std::unique_ptr<Client>> clients(
      std::min(urls.size(), static_cast<std::size_t>(at_once)));
  for (std::unique_ptr<Client>& client : clients) client = transport.connect();

  std::vector<Page> pages(urls.size());
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> workers;
    for (const std::unique_ptr<Client>& client : clients) {
      workers.emplace_back([&, client = client.get()] {
        for (std::size_t i = next++; i < urls.size(); i = next++) {
          pages[i] = fetch(*client, urls[i], deadline);
        }
      });
    }
  }
  return pages;
}
