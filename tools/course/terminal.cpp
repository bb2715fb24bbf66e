#include "course/terminal.hpp"

#include <fmt/color.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace interleave {
namespace {

bool colour_on() {
  static const bool on = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  return on;
}

fmt::text_style text_style_of(Style style) {
  switch (style) {
    case Style::kGood:
      return fmt::fg(fmt::terminal_color::green);
    case Style::kBad:
      return fmt::fg(fmt::terminal_color::red);
    case Style::kNote:
      return fmt::fg(fmt::terminal_color::yellow);
    case Style::kStrong:
      return fmt::emphasis::bold;
    case Style::kFaint:
      return fmt::emphasis::faint;
  }
  return {};
}

}  // namespace

std::string paint(std::string_view text, Style style) {
  if (!colour_on()) return std::string(text);
  return fmt::format(text_style_of(style), "{}", text);
}

Progress::Progress(std::string what, std::size_t steps)
    : what_(std::move(what)), steps_(steps), terminal_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (terminal_) fmt::print(stderr, "\r\033[K");
}

void Progress::step(const std::string& done) {
  const std::scoped_lock lock(mutex_);
  ++done_;
  const std::size_t tenth = std::max<std::size_t>(1, steps_ / 10);
  if (terminal_) {
    fmt::print(stderr, "\r\033[K{} {}/{}  {}", what_, done_, steps_, done.substr(0, 60));
  } else if (done_ % tenth == 0 || done_ == steps_) {
    fmt::print(stderr, "{} {}/{}\n", what_, done_, steps_);
  }
  std::fflush(stderr);
}

void Progress::note(const std::string& line) {
  const std::scoped_lock lock(mutex_);
  fmt::print(stderr, "{}{}\n", terminal_ ? "\r\033[K" : "", line);
  std::fflush(stderr);
}

Working::Working(const std::string& what) {
  if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "{} ...", what);
  std::fflush(stderr);
}

Working::~Working() {
  if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r\033[K");
}

std::string count(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string points_text(double points) {
  constexpr double kNoise = 1e-6;  // of sums of thirds
  std::string text = fmt::format("{:.1f}", std::floor(points * 10 + kNoise) / 10);
  if (text.size() > 2 && text.substr(text.size() - 2) == ".0") text.resize(text.size() - 2);
  return text;
}

}  // namespace interleave
