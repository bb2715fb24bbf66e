// Wrong: keeps the pages by their URLs: one that stands in the list twice is asked for once.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "scrape.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <map>
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
  std::map<std::string, Page> found;
  for (const std::string& url : urls) found[url];
  std::vector<std::unique_ptr<Client>> clients(
      std::min(found.size(), static_cast<std::size_t>(at_once)));
  for (std::unique_ptr<Client>& client : clients) client = transport.connect();

  auto next = found.begin();
  std::mutex mutex;
  {
    std::vector<std::jthread> workers;
    for (const std::unique_ptr<Client>& client : clients) {
      workers.emplace_back([&, client = client.get()] {
        while (true) {
          std::unique_lock lock(mutex);
          if (next == found.end()) return;
          auto& [url, page] = *next++;
          lock.unlock();
          page = fetch(*client, url, limit);
        }
      });
    }
  }
  std::vector<Page> pages;
  for (const std::string& url : urls) pages.push_back(found.at(url));
  return pages;
}
