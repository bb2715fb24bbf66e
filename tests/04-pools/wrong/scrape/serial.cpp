// Wrong: asks for one page after the other, with a single client.
// Rejected by: concurrent (serial, unbalanced)
#include "scrape.hpp"

#include <exception>
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
  std::vector<Page> pages;
  if (urls.empty()) return pages;
  const std::unique_ptr<Client> client = transport.connect();
  for (const std::string& url : urls) pages.push_back(fetch(*client, url, limit));
  return pages;
}
