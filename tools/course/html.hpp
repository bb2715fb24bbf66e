#pragma once

#include <fmt/core.h>

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace interleave {

/// Text that stands in the source of this program: nothing that comes from outside can become one.
class Literal {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor)
  consteval Literal(const char* text) : text_(text) {}
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// What fmt gets in place of an argument of `html`, whatever its type.
template <typename Argument>
using AsText = std::conditional_t<true, std::string, Argument>;

/// A piece of HTML. It is made of literals of this program and of escaped text, and of nothing
/// else: whoever forgets to think of escaping has escaped. Only `html` and `markup` make one.
class Html {
 public:
  Html() = default;
  const std::string& text() const { return text_; }
  Html& operator+=(const Html& more) {
    text_ += more.text_;
    return *this;
  }

 private:
  explicit Html(std::string text) : text_(std::move(text)) {}
  std::string text_;

  friend Html markup(Literal text);
  template <typename... Arguments>
  friend Html html(fmt::format_string<AsText<Arguments>...> text, const Arguments&... arguments);
};

/// `text` for an element's content or a quoted attribute's value. Control characters, which HTML
/// does not allow, become their pictures (U+2400 and on), and bytes that are no UTF-8 U+FFFD.
std::string escape_html(std::string_view text);

/// What an argument of `html` becomes.
inline std::string as_markup(const Html& piece) { return piece.text(); }
inline std::string as_markup(std::string_view text) { return escape_html(text); }
template <std::integral Number>
std::string as_markup(Number number) {
  return std::to_string(number);
}

/// A literal as it is.
inline Html markup(Literal text) { return Html(std::string(text.text())); }

/// A literal with a `{}` for each argument, as in fmt::format. Text is escaped; Html is taken over.
///
///   html("<td>{}</td>", name)
template <typename... Arguments>
Html html(fmt::format_string<AsText<Arguments>...> text, const Arguments&... arguments) {
  return Html(fmt::format(text, as_markup(arguments)...));
}

}  // namespace interleave
