// Wrong: looks for a client that nobody has, and then takes it: two threads may find the same one.
// Rejected by: race-free (data race, wrong result), correct (wrong result), concurrent (data race,
// unbalanced)
#include "scrape.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <semaphore>
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
      std::min(urls.size(), static_cast<std::size_t>(at_once)));
  for (std::unique_ptr<Client>& client : clients) client = transport.connect();

  std::vector<Page> pages(urls.size());
  std::vector<std::atomic<bool>> taken(clients.size());
  std::counting_semaphore<> room(static_cast<std::ptrdiff_t>(clients.size()));
  {
    std::vector<std::jthread> requests;
    for (std::size_t i = 0; i < urls.size(); ++i) {
      requests.emplace_back([&, i] {
        room.acquire();
        const auto n =
            static_cast<std::size_t>(std::find(taken.begin(), taken.end(), false) - taken.begin());
        taken[n] = true;
        pages[i] = fetch(*clients[n], urls[i], limit);
        taken[n] = false;
        room.release();
      });
    }
  }
  return pages;
}
