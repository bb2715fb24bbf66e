// Wrong: takes the queue for full when one slot is free, as a ring whose two ends must not meet.
// Rejected by: correct (wrong result, hang), race-free (wrong result, hang, deadlock), concurrent
// (hang)
#include "shared_queue.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
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
  pthread_mutex_t mutex;
  std::uint64_t capacity;
  std::atomic<std::uint64_t> pushed;
  std::atomic<std::uint64_t> popped;

  Slot& slot(std::uint64_t item) { return reinterpret_cast<Slot*>(this + 1)[item % capacity]; }
};

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

void make_robust(pthread_mutex_t& mutex) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  const int error = pthread_mutex_init(&mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
  if (error != 0) fail(error, "making a mutex");
}

class Lock {
 public:
  explicit Lock(pthread_mutex_t& mutex) : mutex_(mutex) {
    const int error = pthread_mutex_lock(&mutex);
    if (error == EOWNERDEAD) {
      pthread_mutex_consistent(&mutex);
    } else if (error != 0) {
      fail(error, "locking a queue");
    }
  }
  ~Lock() { pthread_mutex_unlock(&mutex_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  pthread_mutex_t& mutex_;
};

}  // namespace

struct SharedQueue::State {
  explicit State(const fs::path& file)
      : region(ipc::file_mapping(file.c_str(), ipc::read_write), ipc::read_write),
        header(*static_cast<Header*>(region.get_address())) {}

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
  make_robust(state.header.mutex);
}

bool SharedQueue::remove(const fs::path& file) { return fs::remove(file); }

SharedQueue::SharedQueue(const fs::path& file) : state_(std::make_unique<State>(file)) {}

SharedQueue::~SharedQueue() = default;

bool SharedQueue::push(std::size_t bytes, const std::function<void(std::span<char> item)>& fill) {
  if (bytes > kItemBytes) throw std::invalid_argument("SharedQueue: an item that is too long");
  Header& header = state_->header;
  const Lock lock(header.mutex);
  if ((header.pushed + 1) % header.capacity == header.popped % header.capacity) return false;
  Slot& slot = header.slot(header.pushed);
  slot.bytes = bytes;
  fill({slot.text, bytes});
  ++header.pushed;
  return true;
}

bool SharedQueue::pop(const std::function<void(std::string_view item)>& use) {
  Header& header = state_->header;
  const Lock lock(header.mutex);
  if (header.pushed == header.popped) return false;
  const Slot& slot = header.slot(header.popped);
  use({slot.text, slot.bytes});
  ++header.popped;
  return true;
}

std::size_t SharedQueue::size() const {
  Header& header = state_->header;
  const Lock lock(header.mutex);
  return header.pushed - header.popped;
}
