#include "course/safe_names.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "judge/utf8.hpp"

namespace interleave {
namespace {

constexpr std::size_t kLongestName = 100;  // leaves room for suffixes below the usual 255

bool is_letter_or_digit(char each) {
  return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
         (each >= '0' && each <= '9');
}

bool continues_character(char each) { return (static_cast<unsigned char>(each) & 0xC0U) == 0x80U; }

std::string in_small_letters(std::string name) {
  for (char& each : name) {
    if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
  }
  return name;
}

}  // namespace

std::string safe_name(std::string_view name) {
  std::string safe;
  for (const char each : valid_utf8(name)) {
    if (continues_character(each)) continue;  // one `_` for a character of several bytes
    const bool kept = is_letter_or_digit(each) || each == '_' ||
                      (!safe.empty() && (each == '.' || each == '-'));  // no hidden file, no option
    safe += kept ? each : '_';
  }
  safe.resize(std::min(safe.size(), kLongestName));
  return safe.empty() ? "_" : safe;
}

std::vector<std::string> safe_names(const std::vector<std::string>& names) {
  std::vector<std::string> safe;
  std::vector<int> is_changed;  // names that are safe already come first
  for (const std::string& name : names) {
    safe.push_back(safe_name(name));
    is_changed.push_back(safe.back() == name ? 0 : 1);
  }

  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto rank = [&](std::size_t index) { return std::tie(is_changed[index], names[index]); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
  std::set<std::string> taken;
  std::map<std::string, int> last_suffix;  // so that a thousand collisions take linear time
  for (const std::size_t index : order) {
    const std::string wanted = safe[index];
    int& suffix = last_suffix.try_emplace(in_small_letters(wanted), 1).first->second;
    while (!taken.insert(in_small_letters(safe[index])).second) {
      safe[index] = fmt::format("{}-{}", wanted, ++suffix);
    }
  }
  return safe;
}

}  // namespace interleave
