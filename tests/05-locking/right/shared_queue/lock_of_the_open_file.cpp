// Right: locks the file itself, opened anew for each call, and keeps slots in a list of
// offset_ptrs.
#include "shared_queue.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <boost/interprocess/offset_ptr.hpp>
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
  ipc::offset_ptr<Slot> next;
  std::size_t bytes;
  char text[SharedQueue::kItemBytes];
};

/// The beginning of the file; its slots stand behind it.
struct Header {
  ipc::offset_ptr<Slot> oldest;  // in use are those up to `free`, in a ring
  ipc::offset_ptr<Slot> free;
  std::uint64_t count;
  std::uint64_t capacity;

  Slot* slots() { return reinterpret_cast<Slot*>(this + 1); }
};

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

/// A lock of the file as it is opened here, by one thread for one call.
class Lock {
 public:
  explicit Lock(const fs::path& file) : descriptor_(open(file.c_str(), O_RDWR | O_CLOEXEC)) {
    if (descriptor_ < 0) fail(errno, file.string());
    while (flock(descriptor_, LOCK_EX) != 0) {
    }
  }
  ~Lock() { close(descriptor_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  int descriptor_;
};

}  // namespace

struct SharedQueue::State {
  explicit State(const fs::path& file)
      : file(file),
        region(ipc::file_mapping(file.c_str(), ipc::read_write), ipc::read_write),
        header(*static_cast<Header*>(region.get_address())) {}

  fs::path file;
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
  Header& header = state.header;
  header.capacity = capacity;
  for (std::size_t i = 0; i < capacity; ++i) {
    new (header.slots() + i) Slot{};
    header.slots()[i].next = header.slots() + (i + 1) % capacity;
  }
  header.oldest = header.slots();
  header.free = header.slots();
}

bool SharedQueue::remove(const fs::path& file) { return fs::remove(file); }

SharedQueue::SharedQueue(const fs::path& file) : state_(std::make_unique<State>(file)) {}

SharedQueue::~SharedQueue() = default;

bool SharedQueue::push(std::size_t bytes, const std::function<void(std::span<char> item)>& fill) {
  if (bytes > kItemBytes) throw std::invalid_argument("SharedQueue: an item that is too long");
  Header& header = state_->header;
  const Lock lock(state_->file);
  if (header.count == header.capacity) return false;
  Slot& slot = *header.free;
  slot.bytes = bytes;
  fill({slot.text, bytes});
  header.free = slot.next;
  ++header.count;
  return true;
}

bool SharedQueue::pop(const std::function<void(std::string_view item)>& use) {
  Header& header = state_->header;
  const Lock lock(state_->file);
  if (header.count == 0) return false;
  const Slot& slot = *header.oldest;
  use({slot.text, slot.bytes});
  header.oldest = slot.next;
  --header.count;
  return true;
}

std::size_t SharedQueue::size() const {
  Header& header = state_->header;
  const Lock lock(state_->file);
  return header.count;
}
