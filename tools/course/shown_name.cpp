#include "course/shown_name.hpp"

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>

namespace interleave {
namespace {

constexpr std::size_t kMostShown = 200;

/// The length of the character that `text` begins with, if that is well-formed UTF-8 and does
/// nothing but show; 0 if not.
std::size_t harmless_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  std::uint32_t code = first & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return 0;
    code = code << 6U | (byte(i) & 0x3fU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool no_character = (code >= 0xd800 && code < 0xe000) || code > 0x10ffff;
  const bool control = code < 0xa0;
  const bool turns_direction = (code >= 0x200e && code <= 0x200f) ||
                               (code >= 0x2028 && code <= 0x202e) ||
                               (code >= 0x2066 && code <= 0x2069);
  return overlong || no_character || control || turns_direction ? 0 : length;
}

std::string escaped(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t length = harmless_character(text);
    if (length == 0) {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    } else {
      shown += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return shown;
}

/// Moves `at` down to where a character begins.
std::size_t character_boundary(std::string_view text, std::size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80) --at;
  return at;
}

}  // namespace

std::string shown_name(std::string_view name) {
  if (name.size() <= kMostShown) return escaped(name);
  const std::size_t first = character_boundary(name, kMostShown / 2);
  const std::size_t last = character_boundary(name, name.size() - kMostShown / 2);
  return escaped(name.substr(0, first)) + "..." + escaped(name.substr(last));
}

}  // namespace interleave
