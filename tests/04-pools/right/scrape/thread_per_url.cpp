// Right: a thread for each URL; a mutex and a condition variable guard the clients that nobody has.
#include "scrape.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
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

  std::vector<std::unique_ptr<Client>> idle;
  for (std::size_t n = std::min(urls.size(), static_cast<std::size_t>(at_once)); n > 0; --n) {
    idle.push_back(transport.connect());
  }
  std::mutex mutex;
  std::condition_variable returned;
  std::vector<Page> pages(urls.size());
  {
    std::vector<std::jthread> requests;
    for (std::size_t i = 0; i < urls.size(); ++i) {
      requests.emplace_back([&, i] {
        std::unique_lock lock(mutex);
        returned.wait(lock, [&] { return !idle.empty(); });
        std::unique_ptr<Client> client = std::move(idle.back());
        idle.pop_back();
        lock.unlock();
        pages[i] = fetch(*client, urls[i], limit);
        lock.lock();
        idle.push_back(std::move(client));
        returned.notify_one();
      });
    }
  }
  return pages;
}
