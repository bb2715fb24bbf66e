// Wrong: makes a new client after a request that failed.
// Rejected by: correct (wrong result, crash), race-free (wrong result, crash)
#include "scrape.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <thread>
#include <utility>

std::vector<Page> scrape(const std::vector<std::string>& urls, int at_once,
                         std::chrono::milliseconds limit, Transport& transport) {
  if (at_once < 1) throw std::invalid_argument("scrape: at_once is not positive");
  if (limit.count() <= 0) throw std::invalid_argument("scrape: limit is not positive");

  std::vector<std::unique_ptr<Client>> clients(
      std::min(urls.size(), static_cast<std::size_t>(at_once)));
  for (std::unique_ptr<Client>& client : clients) client = transport.connect();

  std::vector<Page> pages(urls.size());
  std::vector<std::exception_ptr> errors(clients.size());
  std::atomic<std::size_t> next = 0;

  const auto fetch = [&](std::unique_ptr<Client>& client, std::size_t i) {
    try {
      Response response = client->get(urls[i], limit);
      if (response.status == 200) {
        pages[i].body = std::move(response.body);
      } else {
        pages[i].error = "status " + std::to_string(response.status);
      }
      return;
    } catch (const std::exception& failure) {
      pages[i].error = failure.what();
    }
    // Who knows what state its connection is in: the next request has a fresh one.
    client.reset();
    client = transport.connect();
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t k = 0; k < clients.size(); ++k) {
      workers.emplace_back([&, k] {
        try {
          for (std::size_t i = next++; i < urls.size(); i = next++) fetch(clients[k], i);
        } catch (...) {
          errors[k] = std::current_exception();
          next = urls.size();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return pages;
}
