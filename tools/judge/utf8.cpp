#include "judge/utf8.hpp"

#include <nlohmann/json.hpp>

namespace interleave {
namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

std::string valid_utf8(std::string_view text) {
  // The library's writer knows how to replace; what it wrote comes back without its quotes and
  // escapes.
  using nlohmann::json;
  const std::string written = json(text).dump(-1, ' ', false, json::error_handler_t::replace);
  return json::parse(written).get<std::string>();
}

std::string plain_text(std::string_view text) {
  const std::string valid = valid_utf8(text);
  std::string plain;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto byte = static_cast<unsigned char>(valid[i]);
    const bool is_c1 = byte == 0xC2U && static_cast<unsigned char>(valid[i + 1]) < 0xA0U;
    if (is_c1) ++i;
    if (is_c1 || byte == 0x7FU || (byte < 0x20U && byte != '\n' && byte != '\t')) continue;
    plain += valid[i];
  }
  return plain;
}

std::string_view utf8_prefix(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && continues(text[most])) --most;
  return text.substr(0, most);
}

}  // namespace interleave
