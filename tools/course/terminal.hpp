#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace interleave {

enum class Style { kGood, kBad, kNote, kStrong, kFaint };

/// `text` in a style if stdout is a terminal and NO_COLOR is not set; otherwise `text`.
std::string paint(std::string_view text, Style style);

/// Shows on stderr how far long work has come: a line that overwrites itself on a terminal, a line
/// every now and then elsewhere. Thread-safe.
class Progress {
 public:
  Progress(std::string what, std::size_t steps);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step(const std::string& done);
  /// A line that stays.
  void note(const std::string& line);

 private:
  const std::string what_;
  const std::size_t steps_;
  const bool terminal_;
  std::mutex mutex_;
  std::size_t done_ = 0;  // guarded by mutex_
};

/// While it lives, stderr says what is being done, if it is a terminal.
class Working {
 public:
  explicit Working(const std::string& what);
  ~Working();
  Working(const Working&) = delete;
  Working& operator=(const Working&) = delete;
};

/// The first word of a plural: count(1, "test") is "1 test", count(2, "test") is "2 tests".
std::string count(std::size_t number, std::string_view noun);

/// 4 as "4", 4.5 as "4.5"; 3.99 as "3.9": all points only for what has them all.
std::string points_text(double points);

}  // namespace interleave
