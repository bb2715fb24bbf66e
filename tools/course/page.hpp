#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "course/html.hpp"

// What every page for a browser is made of.
namespace interleave {

/// A whole page around the content of its body, with a policy that lets the browser fetch nothing,
/// and run nothing but `scripts`, after the body. They are the project's own or a library's:
/// nothing in them is escaped. Throws std::invalid_argument if one holds what would end it
/// ("</script").
std::string page(std::string_view title, const Html& body,
                 const std::vector<std::string>& scripts = {});

/// A box that scrolls sideways by itself, with the keyboard too, where `content` is too wide.
Html scroll_box(std::string_view label, const Html& content);

}  // namespace interleave
