// Wrong: asks for at_once pages, waits for all of them, and only then asks for more.
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
  for (std::size_t first = 0; first < urls.size(); first += clients.size()) {
    std::vector<std::jthread> batch;
    for (std::size_t n = 0; n < clients.size() && first + n < urls.size(); ++n) {
      batch.emplace_back([&, n, i = first + n] { pages[i] = fetch(*clients[n], urls[i], limit); });
    }
  }
  return pages;
}
