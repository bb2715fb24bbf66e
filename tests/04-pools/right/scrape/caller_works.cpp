// Right: the caller is one of the workers, and all take URLs from a queue, the last one first.
#include "scrape.hpp"

#include <algorithm>
#include <exception>
#include <functional>
#include <mutex>
#include <numeric>
#include <optional>
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
  if (urls.empty()) return pages;
  std::mutex mutex;
  std::vector<std::size_t> left(urls.size());
  std::iota(left.begin(), left.end(), 0);
  const auto take = [&]() -> std::optional<std::size_t> {
    const std::scoped_lock lock(mutex);
    if (left.empty()) return std::nullopt;
    const std::size_t last = left.back();
    left.pop_back();
    return last;
  };
  const auto work = [&](Client& client) {
    while (const std::optional<std::size_t> i = take()) {
      pages[*i] = fetch(client, urls[*i], limit);
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t n = 1; n < clients.size(); ++n) others.emplace_back(work, std::ref(*clients[n]));
  work(*clients[0]);
  others.clear();
  return pages;
}
