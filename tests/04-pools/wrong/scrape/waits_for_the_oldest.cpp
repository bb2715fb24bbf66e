// Wrong: makes room by waiting for the oldest request, although a younger one may have ended.
// Rejected by: concurrent (unbalanced)
#include "scrape.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
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
  std::vector<std::unique_ptr<Client>> clients(
      std::min(urls.size(), static_cast<std::size_t>(at_once)));
  for (std::unique_ptr<Client>& client : clients) client = transport.connect();
  std::vector<Page> pages;
  std::deque<std::future<Page>> under_way;
  for (std::size_t i = 0; i < urls.size(); ++i) {
    if (under_way.size() == clients.size()) {
      pages.push_back(under_way.front().get());
      under_way.pop_front();
    }
    under_way.push_back(std::async(std::launch::async, fetch,
                                   std::ref(*clients[i % clients.size()]), urls[i], limit));
  }
  for (std::future<Page>& last : under_way) pages.push_back(last.get());
  return pages;
}
