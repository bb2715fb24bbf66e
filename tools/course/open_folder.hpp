#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>

/// Folders of strangers, read by descriptors: what a name stands for may change at any moment, what
/// has been opened stays what it is. No link is followed, and no fifo waited for.
namespace interleave {

/// A descriptor that is closed in the end.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) = delete;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

/// Opens what `folder` (a descriptor, or AT_FDCWD) holds by `name`, for reading. If that is a link
/// or cannot be opened, the result is not open and errno tells why.
Descriptor open_without_links(int folder, const std::string& name, int more_flags = 0);

/// Calls `visit` with the name and the status of everything in the folder but "." and "..", in no
/// particular order. Returns false, and errno tells why, if it cannot be read to its end.
bool for_each_entry(int folder,
                    const std::function<void(const std::string& name, const struct stat&)>& visit);

/// The first bytes of a regular file, at most `most`. Nothing, and errno tells why, if it is no
/// regular file or cannot be read.
std::optional<std::string> read_at_most(int file, std::size_t most);

}  // namespace interleave
