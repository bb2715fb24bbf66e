#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace interleave {

/// `text` with U+FFFD in place of every byte that is not part of valid UTF-8. Names of files and
/// the output of programs hold any bytes; JSON and HTML must not.
std::string valid_utf8(std::string_view text);

/// The same without signs that control a terminal; ends of lines and tabs stay.
std::string plain_text(std::string_view text);

/// The longest beginning of valid UTF-8 that has at most `most` bytes and ends between characters.
std::string_view utf8_prefix(std::string_view text, std::size_t most);

}  // namespace interleave
