// Right: each worker connects for itself, in a task; what that throws waits in its future.
#include "scrape.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <stdexcept>
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

  std::vector<Page> pages(urls.size());
  std::atomic<std::size_t> next = 0;
  std::vector<std::future<void>> workers;
  for (std::size_t n = std::min(urls.size(), static_cast<std::size_t>(at_once)); n > 0; --n) {
    workers.push_back(std::async(std::launch::async, [&] {
      const std::unique_ptr<Client> client = transport.connect();
      for (std::size_t i = next++; i < urls.size(); i = next++) {
        pages[i] = fetch(*client, urls[i], limit);
      }
    }));
  }
  for (const std::future<void>& worker : workers) worker.wait();
  for (std::future<void>& worker : workers) worker.get();
  return pages;
}
