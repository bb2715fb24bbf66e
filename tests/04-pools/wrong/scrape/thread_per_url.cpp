// Wrong: asks for all pages at once, whatever the limit.
// Rejected by: correct (wrong result, too many at once), race-free (wrong result, too many at once)
#include "scrape.hpp"

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
  std::vector<std::unique_ptr<Client>> clients(urls.size());
  for (std::unique_ptr<Client>& client : clients) client = transport.connect();

  std::vector<Page> pages(urls.size());
  {
    std::vector<std::jthread> requests;
    for (std::size_t i = 0; i < urls.size(); ++i) {
      requests.emplace_back([&, i] { pages[i] = fetch(*clients[i], urls[i], limit); });
    }
  }
  return pages;
}
