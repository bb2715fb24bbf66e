// Right: a semaphore makes room for one short-lived thread after the other; pages are collected as
// they arrive, and sorted afterwards.
#include "scrape.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
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

  std::vector<std::unique_ptr<Client>> idle(
      std::min(urls.size(), static_cast<std::size_t>(at_once)));
  for (std::unique_ptr<Client>& client : idle) client = transport.connect();

  std::mutex mutex;
  std::vector<std::pair<std::size_t, Page>> arrived;
  std::counting_semaphore<> room(static_cast<std::ptrdiff_t>(idle.size()));
  {
    std::vector<std::jthread> requests;
    for (std::size_t i = 0; i < urls.size(); ++i) {
      room.acquire();
      requests.emplace_back([&, i] {
        std::unique_lock lock(mutex);
        std::unique_ptr<Client> client = std::move(idle.back());
        idle.pop_back();
        lock.unlock();
        Page page = fetch(*client, urls[i], limit);
        lock.lock();
        arrived.emplace_back(i, std::move(page));
        idle.push_back(std::move(client));
        lock.unlock();
        room.release();
      });
    }
  }
  std::sort(arrived.begin(), arrived.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Page> pages;
  pages.reserve(arrived.size());
  for (auto& [index, page] : arrived) pages.push_back(std::move(page));
  return pages;
}
