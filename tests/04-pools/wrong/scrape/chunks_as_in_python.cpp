// Wrong: a worker takes several URLs at a time, as many as Python's Pool.map, a quarter of its
// share: a URL may wait for a slow one though another worker has nothing left to do.
// Rejected by: concurrent (unbalanced)
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

  // All of them before the first thread starts: if one cannot be made, nothing is under way that
  // its exception would have to wait for.
  std::vector<std::unique_ptr<Client>> clients(
      std::min(urls.size(), static_cast<std::size_t>(at_once)));
  for (std::unique_ptr<Client>& client : clients) client = transport.connect();

  std::vector<Page> pages(urls.size());
  std::atomic<std::size_t> next = 0;
  const std::size_t parts = std::max<std::size_t>(1, 4 * clients.size());
  const std::size_t chunk = std::max<std::size_t>(1, (urls.size() + parts - 1) / parts);
  {
    std::vector<std::jthread> workers;
    for (const std::unique_ptr<Client>& client : clients) {
      workers.emplace_back([&, client = client.get()] {
        for (std::size_t begin = next.fetch_add(chunk); begin < urls.size();
             begin = next.fetch_add(chunk)) {
          for (std::size_t i = begin; i < std::min(begin + chunk, urls.size()); ++i) {
            pages[i] = fetch(*client, urls[i], limit);
          }
        }
      });
    }
  }
  return pages;
}
