#include "scrape.hpp"

std::vector<Page> scrape(const std::vector<std::string>& urls, [[maybe_unused]] int at_once,
                         [[maybe_unused]] std::chrono::milliseconds limit,
                         [[maybe_unused]] Transport& transport) {
  // TODO: ask for every URL, at most at_once of them at the same time.
  return std::vector<Page>(urls.size());
}
