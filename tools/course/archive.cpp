#include "course/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <memory>

#include "course/shown_name.hpp"
#include "course/zip_directory.hpp"
#include "judge/errors.hpp"

namespace interleave {
namespace {

/// What is packed well cannot be larger than what it holds by much.
constexpr off_t kMostPackedBytes = off_t{128} << 20U;
constexpr const char* kUnknown =
    "neither a directory, a git repository, nor a zip or tar archive; or one that is damaged";
constexpr std::size_t kBlock = std::size_t{64} << 10U;

struct FreeArchive {
  void operator()(archive* opened) const { archive_read_free(opened); }
};
using Archive = std::unique_ptr<archive, FreeArchive>;

/// libarchive translates names by the thread's locale, and loses in "C" those that are not ASCII.
class Utf8Names {
 public:
  Utf8Names()
      : utf8_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)),
        before_(utf8_ == nullptr ? nullptr : uselocale(utf8_)) {}
  ~Utf8Names() {
    if (utf8_ == nullptr) return;
    uselocale(before_);
    freelocale(utf8_);
  }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  locale_t utf8_;
  locale_t before_;
};

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

[[noreturn]] void refuse_damaged(archive* opened) {
  throw Refusal("a damaged archive: " + shown_name(text_of(archive_error_string(opened))));
}

EntryKind kind_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) return EntryKind::kHardLink;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return EntryKind::kFile;
    case AE_IFDIR:
      return EntryKind::kFolder;
    case AE_IFLNK:
      return EntryKind::kSymbolicLink;
    default:
      return EntryKind::kOther;
  }
}

/// Reads to the end of an entry, and counts. Returns the beginning, one byte more than an answer
/// may have, if it is `wanted`.
std::string read_content(archive* opened, bool wanted, AnswerFiles& files) {
  std::string content;
  std::uint64_t end = 0;  // of what has been read, holes included
  while (true) {
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int result = archive_read_data_block(opened, &block, &size, &offset);
    if (result == ARCHIVE_EOF) return content;
    if (result != ARCHIVE_OK) refuse_damaged(opened);
    if (offset < 0 || static_cast<std::uint64_t>(offset) < end) {
      throw Refusal("a damaged archive: the parts of a file overlap");
    }
    const std::uint64_t next = static_cast<std::uint64_t>(offset) + size;
    files.count(next - end);
    end = next;
    if (!wanted || content.size() > kMostAnswerBytes) continue;
    // A hole before the block reads as zeros, as far as they are of interest.
    content.resize(
        std::min<std::uint64_t>(static_cast<std::uint64_t>(offset), kMostAnswerBytes + 1));
    const std::size_t room = kMostAnswerBytes + 1 - content.size();
    content.append(static_cast<const char*>(block), std::min(size, room));
  }
}

void read_entry(archive* opened, archive_entry* entry, AnswerFiles& files) {
  const std::string path = text_of(archive_entry_pathname(entry));
  if (archive_entry_is_encrypted(entry) != 0) throw Refusal(shown_name(path) + ": is encrypted");
  const EntryKind kind = kind_of(entry);
  const std::string target = text_of(kind == EntryKind::kHardLink ? archive_entry_hardlink(entry)
                                                                  : archive_entry_symlink(entry));
  const bool wanted = files.add(path, kind, target) && kind == EntryKind::kFile;
  // A claim is enough to refuse, never to accept: what comes is counted all the same.
  if (archive_entry_size(entry) > static_cast<la_int64_t>(kMostBytes)) files.count(kMostBytes + 1);
  std::string content = read_content(opened, wanted, files);
  if (wanted) files.content(std::move(content));
}

/// Whether the warning is about more than letters of a name that UTF-8 does not have.
bool is_about_damage(archive* opened) {
  return text_of(archive_error_string(opened)).find("nconsistent") != std::string::npos;
}

/// A zip is read by its directory, which is looked through before; a tar from its beginning.
Archive new_reader(bool is_zip) {
  Archive opened(archive_read_new());
  if (!opened) throw std::bad_alloc();
  using Support = int (*)(archive*);
  const std::array<Support, 5> tar{
      archive_read_support_format_tar, archive_read_support_filter_gzip,
      archive_read_support_filter_bzip2, archive_read_support_filter_xz,
      archive_read_support_filter_zstd};
  int result = is_zip ? archive_read_support_format_zip_seekable(opened.get()) : ARCHIVE_OK;
  for (std::size_t i = 0; !is_zip && i < tar.size(); ++i) {
    result = std::min(result, tar.at(i)(opened.get()));
  }
  // A warning means that it would start another program to unpack.
  if (result != ARCHIVE_OK) {
    throw InputError("the libarchive of this machine cannot unpack by itself: " +
                     text_of(archive_error_string(opened.get())));
  }
  return opened;
}

}  // namespace

void read_archive(int file, AnswerFiles& files) {
  struct stat status {};
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) throw Refusal("is no regular file");
  if (status.st_size > kMostPackedBytes) {
    throw Refusal(fmt::format("an archive larger than {} MiB; hand in sources only",
                              kMostPackedBytes >> 20U));
  }
  const bool is_zip = is_zip_archive(file);
  if (is_zip && check_zip_directory(file) == 0) return;  // libarchive knows no empty zip
  const Utf8Names names;
  const Archive opened = new_reader(is_zip);
  lseek(file, 0, SEEK_SET);
  if (archive_read_open_fd(opened.get(), file, kBlock) != ARCHIVE_OK) {
    throw Refusal(kUnknown);
  }
  while (true) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(opened.get(), &entry);
    if (result == ARCHIVE_EOF) return;
    if (archive_filter_count(opened.get()) > 2) throw Refusal("is compressed more than once");
    if (result != ARCHIVE_OK && (result != ARCHIVE_WARN || is_about_damage(opened.get()))) {
      refuse_damaged(opened.get());
    }
    read_entry(opened.get(), entry, files);
  }
}

}  // namespace interleave
