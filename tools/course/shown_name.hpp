#pragma once

#include <string>
#include <string_view>

namespace interleave {

/// A name that strangers chose, for people and for JSON: valid UTF-8 in one line, without
/// characters that steer a terminal or turn the direction of text; such bytes are written as \xff.
/// What is longer than 200 bytes loses its middle.
std::string shown_name(std::string_view name);

}  // namespace interleave
