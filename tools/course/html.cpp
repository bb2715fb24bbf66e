#include "course/html.hpp"

#include "judge/utf8.hpp"

namespace interleave {

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size() + text.size() / 8);
  for (const char each : valid_utf8(text)) {
    const auto code = static_cast<unsigned char>(each);
    if (each == '&') {
      escaped += "&amp;";
    } else if (each == '<') {
      escaped += "&lt;";
    } else if (each == '>') {
      escaped += "&gt;";
    } else if (each == '"') {
      escaped += "&quot;";
    } else if (each == '\'') {
      escaped += "&#39;";
    } else if (code == 0x7F) {
      escaped += "\u2421";
    } else if (code < 0x20 && each != '\n' && each != '\t') {
      escaped += "\xE2\x90";  // the first two bytes of U+2400 to U+241F
      escaped += static_cast<char>(0x80U + code);
    } else {
      escaped += each;
    }
  }
  return escaped;
}

}  // namespace interleave
