#include "intake_fixture.hpp"

#include <archive.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "judge/files.hpp"

namespace interleave::testing_tools {
namespace {

namespace fs = std::filesystem;

struct Free {
  void operator()(archive* written) const { archive_write_free(written); }
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

void require(int result, archive* written) {
  if (result < ARCHIVE_WARN) throw std::runtime_error(archive_error_string(written));
}

void pack_one(archive* written, const Packed& packed) {
  const std::unique_ptr<archive_entry, Free> entry(archive_entry_new());
  archive_entry_copy_pathname(entry.get(), packed.path.c_str());
  archive_entry_set_filetype(entry.get(), packed.type);
  archive_entry_set_perm(entry.get(), 0644);
  const auto own = static_cast<std::int64_t>(packed.content.size());
  archive_entry_set_size(entry.get(), packed.claims > 0 ? packed.claims : own + packed.zeros);
  if (packed.claims > 0) archive_entry_sparse_add_entry(entry.get(), 0, own);
  if (!packed.link.empty() && packed.type == AE_IFREG) {
    archive_entry_copy_hardlink(entry.get(), packed.link.c_str());
  } else if (!packed.link.empty()) {
    archive_entry_copy_symlink(entry.get(), packed.link.c_str());
  }
  require(archive_write_header(written, entry.get()), written);
  archive_write_data(written, packed.content.data(), packed.content.size());
  static const std::string zeros(std::size_t{1} << 20U, '\0');
  for (std::int64_t left = packed.zeros; left > 0; left -= 1 << 20) {
    archive_write_data(written, zeros.data(),
                       static_cast<std::size_t>(std::min<std::int64_t>(left, 1 << 20)));
  }
  archive_write_finish_entry(written);
}

}  // namespace

void pack(const fs::path& file, const char* format, const char* filter,
          const std::vector<Packed>& entries, const char* options) {
  fs::create_directories(file.parent_path());
  const std::unique_ptr<archive, Free> written(archive_write_new());
  require(archive_write_set_format_by_name(written.get(), format), written.get());
  if (std::string(filter) != "none") {  // which libarchive has by no name
    require(archive_write_add_filter_by_name(written.get(), filter), written.get());
  }
  if (options != nullptr) {
    require(archive_write_set_options(written.get(), options), written.get());
    archive_write_set_passphrase(written.get(), "secret");
  }
  require(archive_write_open_filename(written.get(), file.c_str()), written.get());
  for (const Packed& entry : entries) pack_one(written.get(), entry);
  require(archive_write_close(written.get()), written.get());
}

void IntakeTest::put(const fs::path& path, const std::string& content) const {
  write_file(place() / path, content);
}

std::vector<std::string> IntakeTest::written() const {
  std::vector<std::string> files;
  if (!fs::exists(destination_)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(destination_)) {
    if (entry.is_directory()) continue;
    files.push_back(entry.path().lexically_relative(destination_).string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Intake IntakeTest::take(const fs::path& source) {
  fs::remove_all(destination_);
  return take_in(course_, source, destination_);
}

void IntakeTest::expect_refused(const fs::path& source, const std::string& words) {
  const Intake intake = take(source);
  EXPECT_NE(intake.refused.find(words), std::string::npos)
      << source << ": \"" << intake.refused << "\" does not say \"" << words << '"';
  EXPECT_TRUE(intake.taken.empty());
  EXPECT_TRUE(written().empty()) << written().front() << " is there";
}

Intake IntakeTest::expect_taken(const fs::path& source, const Answers& answers) {
  Intake intake = take(source);
  EXPECT_EQ(intake.refused, "") << source;
  std::vector<std::string> ids;
  for (const auto& [id, content] : answers) {
    ids.push_back(id);
    if (!fs::exists(destination_ / id)) continue;
    EXPECT_EQ(read_file(destination_ / id), content) << source;
  }
  EXPECT_EQ(intake.taken, ids) << source;
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(written(), ids) << source;
  return intake;
}

void IntakeTest::expect_refused(const std::vector<Packed>& entries, const std::string& words) {
  pack(place("alice.tar"), "pax", "none", entries);
  expect_refused(place("alice.tar"), words);
  const bool fits_zip = std::none_of(entries.begin(), entries.end(), [](const Packed& entry) {
    return entry.claims > 0 || (!entry.link.empty() && entry.type == AE_IFREG) ||
           (entry.type != AE_IFREG && entry.type != AE_IFDIR && entry.type != AE_IFLNK);
  });
  if (!fits_zip) return;
  pack(place("alice.zip"), "zip", "none", entries);
  expect_refused(place("alice.zip"), words);
}

}  // namespace interleave::testing_tools
