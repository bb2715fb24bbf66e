// Wrong: the caller works beside at_once workers, which makes one too many.
// Rejected by: correct (wrong result, too many at once), race-free (wrong result, too many at once)
#include "scrape.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

Page fetch(Client& client, const std::string& url, std::chrono::milliseconds limit) {
  try {
    Response response = client.get(url, limit);
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
  std::vector<std::unique_ptr<Client>> clients(
      std::min(urls.size(), static_cast<std::size_t>(at_once) + 1));
  for (std::unique_ptr<Client>& client : clients) client = transport.connect();

  std::vector<Page> pages(urls.size());
  if (urls.empty()) return pages;
  std::atomic<std::size_t> next = 0;
  const auto work = [&](Client& client) {
    for (std::size_t i = next++; i < urls.size(); i = next++) {
      pages[i] = fetch(client, urls[i], limit);
    }
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t n = 1; n < clients.size(); ++n) {
      workers.emplace_back(work, std::ref(*clients[n]));
    }
    work(*clients[0]);
  }
  return pages;
}
