// Right: Asio's thread pool: a task for each URL, which takes a client that nobody has. There are
// as many clients as threads, so that there always is one.
#include "scrape.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <exception>
#include <mutex>
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
  if (urls.empty()) return {};

  std::vector<std::unique_ptr<Client>> idle(
      std::min(urls.size(), static_cast<std::size_t>(at_once)));
  for (std::unique_ptr<Client>& client : idle) client = transport.connect();

  std::mutex mutex;
  std::vector<Page> pages(urls.size());
  boost::asio::thread_pool pool(idle.size());
  for (std::size_t i = 0; i < urls.size(); ++i) {
    boost::asio::post(pool, [&, i] {
      std::unique_lock lock(mutex);
      std::unique_ptr<Client> client = std::move(idle.back());
      idle.pop_back();
      lock.unlock();
      pages[i] = fetch(*client, urls[i], limit);
      lock.lock();
      idle.push_back(std::move(client));
    });
  }
  pool.join();
  return pages;
}
