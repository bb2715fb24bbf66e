// Wrong: deals the URLs out to the workers beforehand, so that some wait behind a slow one while
// other workers have nothing left to do.
// Rejected by: concurrent (unbalanced)
#include "scrape.hpp"

#include <algorithm>
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
  std::vector<std::unique_ptr<Client>> clients(
      std::min(urls.size(), static_cast<std::size_t>(at_once)));
  for (std::unique_ptr<Client>& client : clients) client = transport.connect();
  std::vector<Page> pages(urls.size());
  {
    std::vector<std::jthread> workers;
    for (std::size_t n = 0; n < clients.size(); ++n) {
      workers.emplace_back([&, n] {
        for (std::size_t i = n; i < urls.size(); i += clients.size()) {
          pages[i] = fetch(*clients[n], urls[i], limit);
        }
      });
    }
  }
  return pages;
}
