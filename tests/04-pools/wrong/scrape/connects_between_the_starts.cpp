// Wrong: makes the next client when threads are running already: if connect throws, they are not
// joined, which ends the program.
// Rejected by: correct (crash), race-free (crash)
#include "scrape.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
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
  std::vector<std::unique_ptr<Client>> clients;
  std::vector<Page> pages(urls.size());
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> workers;
  for (std::size_t n = std::min(urls.size(), static_cast<std::size_t>(at_once)); n > 0; --n) {
    clients.push_back(transport.connect());
    workers.emplace_back([&, client = clients.back().get()] {
      for (std::size_t i = next++; i < urls.size(); i = next++) {
        pages[i] = fetch(*client, urls[i], limit);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  return pages;
}
