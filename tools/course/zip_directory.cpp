#include "course/zip_directory.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>

#include "course/answer_files.hpp"
#include "course/shown_name.hpp"

namespace interleave {
namespace {

// The parts of a zip archive that are looked at, all of APPNOTE.TXT, section 4.3.
constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kDirectoryEntry = 0x02014b50;
constexpr std::uint32_t kEnd = 0x06054b50;
constexpr std::uint32_t kLocator64 = 0x07064b50;
constexpr std::size_t kLocalHeaderBytes = 30;
constexpr std::size_t kDirectoryEntryBytes = 46;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kLocator64Bytes = 20;
/// libarchive looks for the end only there.
constexpr std::size_t kMostTail = 16384;

[[noreturn]] void refuse(const std::string& why) { throw Refusal("a damaged zip archive: " + why); }

/// Bytes of the file; fewer where it ends.
std::string bytes_at(int file, std::uint64_t offset, std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    const ssize_t read =
        pread(file, bytes.data() + done, count - done, static_cast<off_t>(offset + done));
    if (read < 0 && errno == EINTR) continue;
    if (read <= 0) break;
    done += static_cast<std::size_t>(read);
  }
  bytes.resize(done);
  return bytes;
}

/// A number of `size` bytes, the lowest first.
std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i > 0; --i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + i - 1]);
  }
  return value;
}

/// Where the directory is.
struct Directory {
  std::uint64_t begin;
  std::uint64_t end;
  std::size_t entries;
};

Directory find_directory(int file) {
  const auto file_size = static_cast<std::uint64_t>(lseek(file, 0, SEEK_END));
  const std::size_t tail_size = std::min<std::uint64_t>(file_size, kMostTail);
  const std::uint64_t tail_begin = file_size - tail_size;
  const std::string tail = bytes_at(file, tail_begin, tail_size);
  if (tail.size() != tail_size || tail_size < kEndBytes) refuse("it is cut short");
  std::size_t at = tail_size - kEndBytes;
  while (at > 0 && number(tail, at, 4) != kEnd) --at;
  if (number(tail, at, 4) != kEnd) refuse("its directory is not there; it may be cut short");
  if (tail_size - at - kEndBytes != number(tail, at + 20, 2)) refuse("something follows its end");
  if (at >= kLocator64Bytes && number(tail, at - kLocator64Bytes, 4) == kLocator64) {
    throw Refusal("a zip64 archive, which is for more than a submission may hold");
  }
  const Directory found{number(tail, at + 16, 4), tail_begin + at, number(tail, at + 10, 2)};
  if (found.begin + number(tail, at + 12, 4) != found.end) refuse("its directory is elsewhere");
  return found;
}

void check_entry(int file, std::string_view entry, std::string_view name) {
  if (name.find('\0') != std::string_view::npos) {
    throw Refusal(shown_name(name) + ": a NUL byte is in the name");
  }
  constexpr std::uint32_t kEncrypted = 1;
  if ((number(entry, 8, 2) & kEncrypted) != 0) throw Refusal(shown_name(name) + ": is encrypted");
  const std::string local = bytes_at(file, number(entry, 42, 4), kLocalHeaderBytes + name.size());
  if (local.size() != kLocalHeaderBytes + name.size() || number(local, 0, 4) != kLocalHeader) {
    refuse(shown_name(name) + " is not where its directory says");
  }
  if (number(local, 26, 2) != name.size() || local.substr(kLocalHeaderBytes) != name) {
    refuse(shown_name(name) + " has another name in its directory than beside its content");
  }
}

}  // namespace

bool is_zip_archive(int file) {
  const std::string begin = bytes_at(file, 0, 4);
  return begin.size() == 4 && (number(begin, 0, 4) == kLocalHeader || number(begin, 0, 4) == kEnd);
}

std::size_t check_zip_directory(int file) {
  const Directory directory = find_directory(file);
  std::size_t entries = 0;
  for (std::uint64_t at = directory.begin; at != directory.end; ++entries) {
    if (entries == kMostEntries) {
      throw Refusal(fmt::format("holds more than {} files and folders", kMostEntries));
    }
    const std::string entry = bytes_at(file, at, kDirectoryEntryBytes);
    if (entry.size() < kDirectoryEntryBytes || number(entry, 0, 4) != kDirectoryEntry) {
      refuse("its directory cannot be read");
    }
    const std::size_t name_size = number(entry, 28, 2);
    const std::size_t size =
        kDirectoryEntryBytes + name_size + number(entry, 30, 2) + number(entry, 32, 2);
    if (size > directory.end - at) refuse("its directory is cut short");
    check_entry(file, entry, bytes_at(file, at + kDirectoryEntryBytes, name_size));
    at += size;
  }
  if (entries != directory.entries) refuse("its directory has another number of entries");
  return entries;
}

}  // namespace interleave
