// Wrong: a worker connects for itself, and keeps what that throws only if it derives from
// std::exception. Anything else ends the program.
// Rejected by: correct (crash), race-free (crash)
#include "scrape.hpp"

#include <algorithm>
#include <atomic>
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

  const std::size_t count = std::min(urls.size(), static_cast<std::size_t>(at_once));
  std::vector<Page> pages(urls.size());
  std::vector<std::exception_ptr> errors(count);
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> workers;
    for (std::size_t k = 0; k < count; ++k) {
      workers.emplace_back([&, k] {
        try {
          const std::unique_ptr<Client> client = transport.connect();
          for (std::size_t i = next++; i < urls.size(); i = next++) {
            pages[i] = fetch(*client, urls[i], limit);
          }
        } catch (const std::exception&) {
          errors[k] = std::current_exception();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return pages;
}
