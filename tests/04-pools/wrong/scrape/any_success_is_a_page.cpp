// Wrong: takes every status of success for a page, also 206, which comes with a part of it.
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

Page fetch(Client& client, const std::string& url, std::chrono::milliseconds limit) {
  // Caught here, around one request: a try around a worker's loop would cost all its other URLs.
  try {
    Response response = client.get(url, limit);
    if (response.status / 100 != 2) return {"", "status " + std::to_string(response.status)};
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

  // All of them before the first thread starts: if one cannot be made, nothing is under way that
  // its exception would have to wait for.
  std::vector<std::unique_ptr<Client>> clients(
      std::min(urls.size(), static_cast<std::size_t>(at_once)));
  for (std::unique_ptr<Client>& client : clients) client = transport.connect();

  std::vector<Page> pages(urls.size());
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> workers;
    for (const std::unique_ptr<Client>& client : clients) {
      // A worker, its client and the right to have a request under way are one: neither a limit to
      // watch nor a client to share is left. Who is done takes the next URL, so that a slow server
      // holds up one worker and not the list.
      workers.emplace_back([&, client = client.get()] {
        for (std::size_t i = next++; i < urls.size(); i = next++) {
          pages[i] = fetch(*client, urls[i], limit);
        }
      });
    }
  }
  return pages;
}
