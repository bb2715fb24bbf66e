#pragma once

#include <archive_entry.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "course/intake.hpp"
#include "fixture.hpp"

/// What the tests of the intake share: submissions of every make, and what must become of them.
namespace interleave::testing_tools {

/// An entry of an archive that a test makes.
struct Packed {
  std::string path;
  std::string content;
  unsigned type = AE_IFREG;
  std::string link = {};    ///< target; of a hard link if the type is that of a file
  std::int64_t zeros = 0;   ///< that many bytes more
  std::int64_t claims = 0;  ///< the size that a sparse file pretends to have
};

/// Writes an archive with libarchive: `format` "zip", "ustar", "pax" or "gnutar", `filter` "none",
/// "gzip", ..., `options` as libarchive has them; a password where they encrypt.
void pack(const std::filesystem::path& file, const char* format, const char* filter,
          const std::vector<Packed>& entries, const char* options = nullptr);

/// The course of the fixture; its answers are sum_of_both.cpp, twice.cpp and larger_body.hpp in
/// 01-fixture.
class IntakeTest : public testing::Test {
 protected:
  /// Where a submission may be made.
  std::filesystem::path place(const std::string& name = "alice") const {
    return fixture_.root().parent_path() / "class" / name;
  }
  const std::filesystem::path& destination() const { return destination_; }

  /// Makes a file of a submission that is a directory.
  void put(const std::filesystem::path& path, const std::string& content = "answer\n") const;
  Intake take(const std::filesystem::path& source);
  /// It is refused, `words` are in the reason, and nothing has been written.
  void expect_refused(const std::filesystem::path& source, const std::string& words);
  /// These are taken and have these contents, and the destination has no other file.
  using Answers = std::vector<std::pair<std::string, std::string>>;
  Intake expect_taken(const std::filesystem::path& source, const Answers& answers);
  /// The same of archives.
  void expect_refused(const std::vector<Packed>& entries, const std::string& words);

  Fixture fixture_;
  Course course_{fixture_.root(), load_catalog(fixture_.root())};

 private:
  /// The files below the destination, by their paths there.
  std::vector<std::string> written() const;

  std::filesystem::path destination_ = fixture_.root().parent_path() / "taken";
};

}  // namespace interleave::testing_tools
