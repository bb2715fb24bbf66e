// Wrong: a lock on the file is the process': its other threads have it, too, and it is given back
// when anybody in the process closes the file.
// Rejected by: correct (too many at once, wrong result), race-free (too many at once, wrong
// result), concurrent (too many at once)
#include "shared_queue.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <boost/interprocess/sync/file_lock.hpp>
#include <boost/interprocess/sync/scoped_lock.hpp>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

namespace {

namespace fs = std::filesystem;
namespace ipc = boost::interprocess;

struct Slot {
  std::size_t bytes;
  char text[SharedQueue::kItemBytes];
};

/// The beginning of the file; its slots stand behind it.
struct Header {
  std::uint64_t capacity;
  std::atomic<std::uint64_t> pushed;
  std::atomic<std::uint64_t> popped;

  Slot& slot(std::uint64_t item) { return reinterpret_cast<Slot*>(this + 1)[item % capacity]; }
};

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

}  // namespace

struct SharedQueue::State {
  explicit State(const fs::path& file)
      : file_lock(file.c_str()),
        region(ipc::file_mapping(file.c_str(), ipc::read_write), ipc::read_write),
        header(*static_cast<Header*>(region.get_address())) {}

  ipc::file_lock file_lock;
  ipc::mapped_region region;
  Header& header;
};

void SharedQueue::create(const fs::path& file, std::size_t capacity) {
  if (capacity == 0) throw std::invalid_argument("SharedQueue: a capacity of 0");
  constexpr std::size_t kMost = (std::numeric_limits<off_t>::max() - sizeof(Header)) / sizeof(Slot);
  if (capacity > kMost) fail(EFBIG, file.string());  // its bytes cannot even be counted
  const int made = open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0) fail(errno, file.string());
  const auto size = static_cast<off_t>(sizeof(Header) + capacity * sizeof(Slot));
  const int error = posix_fallocate(made, 0, size);
  close(made);
  if (error != 0) {
    fs::remove(file);
    fail(error, file.string());
  }
  State state(file);
  new (&state.header) Header{};
  state.header.capacity = capacity;
}

bool SharedQueue::remove(const fs::path& file) { return fs::remove(file); }

SharedQueue::SharedQueue(const fs::path& file) : state_(std::make_unique<State>(file)) {}

SharedQueue::~SharedQueue() = default;

bool SharedQueue::push(std::size_t bytes, const std::function<void(std::span<char> item)>& fill) {
  if (bytes > kItemBytes) throw std::invalid_argument("SharedQueue: an item that is too long");
  Header& header = state_->header;
  const ipc::scoped_lock<ipc::file_lock> lock(state_->file_lock);
  if (header.pushed - header.popped == header.capacity) return false;
  Slot& slot = header.slot(header.pushed);
  slot.bytes = bytes;
  fill({slot.text, bytes});
  ++header.pushed;
  return true;
}

bool SharedQueue::pop(const std::function<void(std::string_view item)>& use) {
  Header& header = state_->header;
  const ipc::scoped_lock<ipc::file_lock> lock(state_->file_lock);
  if (header.pushed == header.popped) return false;
  const Slot& slot = header.slot(header.popped);
  use({slot.text, slot.bytes});
  ++header.popped;
  return true;
}

std::size_t SharedQueue::size() const {
  Header& header = state_->header;
  const ipc::scoped_lock<ipc::file_lock> lock(state_->file_lock);
  return header.pushed - header.popped;
}
