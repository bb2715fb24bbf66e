// Wrong: asks again if a request fails on a connection that was used before, because the server may
// have closed it meanwhile.
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

Page fetch_once(Client& client, const std::string& url, std::chrono::milliseconds limit) {
  Response response = client.get(url, limit);
  if (response.status != 200) return {"", "status " + std::to_string(response.status)};
  return {std::move(response.body), ""};
}

Page fetch(Client& client, const std::string& url, std::chrono::milliseconds limit, bool is_kept) {
  if (is_kept) {
    try {
      return fetch_once(client, url, limit);
    } catch (const std::exception&) {
      // The server has closed the connection that was kept: get makes a new one.
    }
  }
  try {
    return fetch_once(client, url, limit);
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
      std::min(urls.size(), static_cast<std::size_t>(at_once)));
  for (std::unique_ptr<Client>& client : clients) client = transport.connect();

  std::vector<Page> pages(urls.size());
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> workers;
    for (const std::unique_ptr<Client>& client : clients) {
      workers.emplace_back([&, client = client.get()] {
        bool is_kept = false;
        for (std::size_t i = next++; i < urls.size(); i = next++) {
          pages[i] = fetch(*client, urls[i], limit, is_kept);
          is_kept = true;
        }
      });
    }
  }
  return pages;
}
