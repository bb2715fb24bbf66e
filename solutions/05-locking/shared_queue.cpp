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
  char text[SharedQueue::kItemBytes];  // NOLINT(modernize-avoid-c-arrays): laid out in the file
};

/// The beginning of the file; its slots stand behind it.
///
/// Nothing here is a pointer: the same slot has another address in each process. Slots are named by
/// their number, and found from where this process sees the beginning.
struct Header {
  pthread_mutex_t mutex;
  std::uint64_t capacity;
  // Counted for ever, so that a push changes the one and a pop the other, in a single store: there
  // is no moment at which a death could leave half of a change.
  std::atomic<std::uint64_t> pushed;
  std::atomic<std::uint64_t> popped;

  Slot& slot(std::uint64_t item) { return reinterpret_cast<Slot*>(this + 1)[item % capacity]; }
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "else its lock is in one process");

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

/// A mutex for several processes, which the kernel passes on when its owner dies.
void make_robust(pthread_mutex_t& mutex) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  const int error = pthread_mutex_init(&mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
  if (error != 0) fail(error, "making a mutex");
}

/// A scoped_lock for it.
class Lock {
 public:
  explicit Lock(pthread_mutex_t& mutex) : mutex_(mutex) {
    const int error = pthread_mutex_lock(&mutex);
    if (error == EOWNERDEAD) {
      // Whoever had it was killed. It has not counted its push or its pop yet, so there is nothing
      // to repair; but without this call the mutex could never be locked again.
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
  const int error = posix_fallocate(made, 0, size);  // or the first write to full memory would kill
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
  if (header.pushed - header.popped == header.capacity) return false;
  Slot& slot = header.slot(header.pushed);
  slot.bytes = bytes;
  fill({slot.text, bytes});
  ++header.pushed;  // last: before this the item is not there, whatever happens to us
  return true;
}

bool SharedQueue::pop(const std::function<void(std::string_view item)>& use) {
  Header& header = state_->header;
  const Lock lock(header.mutex);
  if (header.pushed == header.popped) return false;
  const Slot& slot = header.slot(header.popped);
  use({slot.text, slot.bytes});
  ++header.popped;  // last: until this the item is still there for others
  return true;
}

std::size_t SharedQueue::size() const {
  Header& header = state_->header;
  const Lock lock(header.mutex);
  return header.pushed - header.popped;
}
