#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "support/http.hpp"

// The pages that are fetched: each takes the server 20 ms.

inline constexpr std::size_t kFewPages = 200;
inline constexpr std::size_t kManyPages = 2'000;
inline constexpr int kMostAtOnce = 64;

inline std::vector<std::string> urls_of(std::size_t pages) {
  static const interleave::HttpServer server(kMostAtOnce);
  std::vector<std::string> urls;
  for (std::size_t page = 0; page < pages; ++page) {
    urls.push_back(server.url("/late/20/" + std::to_string(page)));
  }
  return urls;
}

/// How many of them came.
inline std::size_t fetch_serially(std::size_t pages) {
  interleave::HttpClient client;
  const std::vector<std::string> urls = urls_of(pages);
  return static_cast<std::size_t>(std::count_if(
      urls.begin(), urls.end(),
      [&](const std::string& url) { return !client.get(url, std::nullopt).body.empty(); }));
}
