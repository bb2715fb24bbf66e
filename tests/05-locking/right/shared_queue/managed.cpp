// Right: Boost's containers in a managed file, under a lock on a file beside it.
#include "shared_queue.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <boost/interprocess/allocators/allocator.hpp>
#include <boost/interprocess/containers/deque.hpp>
#include <boost/interprocess/containers/string.hpp>
#include <boost/interprocess/managed_mapped_file.hpp>
#include <cerrno>
#include <limits>
#include <stdexcept>
#include <system_error>

namespace {

namespace fs = std::filesystem;
namespace ipc = boost::interprocess;

template <typename T>
using Allocator = ipc::allocator<T, ipc::managed_mapped_file::segment_manager>;
using Item = ipc::basic_string<char, std::char_traits<char>, Allocator<char>>;

struct Items {
  explicit Items(ipc::managed_mapped_file& file, std::size_t most)
      : capacity(most), items(Allocator<Item>(file.get_segment_manager())) {}

  std::size_t capacity;
  ipc::deque<Item, Allocator<Item>> items;
};

fs::path lock_of(fs::path file) { return file += ".lock"; }

/// A lock of the file as it is opened here, by one thread for one call.
class Lock {
 public:
  explicit Lock(const fs::path& file)
      : descriptor_(open(lock_of(file).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), file.string());
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
  explicit State(const fs::path& path)
      : file(path),
        memory(ipc::open_only, path.c_str()),
        shared(*memory.find<Items>("items").first) {}

  fs::path file;
  ipc::managed_mapped_file memory;
  Items& shared;
};

void SharedQueue::create(const fs::path& file, std::size_t capacity) {
  if (capacity == 0) throw std::invalid_argument("SharedQueue: a capacity of 0");
  constexpr std::size_t kForBoost = 65536;
  constexpr std::size_t kForItem = 4 * (kItemBytes + sizeof(Item));
  constexpr std::size_t kMost = (std::numeric_limits<off_t>::max() - kForBoost) / kForItem;
  if (capacity > kMost) throw std::length_error("SharedQueue: a capacity that is too large");
  ipc::managed_mapped_file memory(ipc::create_only, file.c_str(), kForBoost + capacity * kForItem);
  memory.construct<Items>("items")(memory, capacity);
}

bool SharedQueue::remove(const fs::path& file) {
  fs::remove(lock_of(file));
  return fs::remove(file);
}

SharedQueue::SharedQueue(const fs::path& file) : state_(std::make_unique<State>(file)) {}

SharedQueue::~SharedQueue() = default;

bool SharedQueue::push(std::size_t bytes, const std::function<void(std::span<char> item)>& fill) {
  if (bytes > kItemBytes) throw std::invalid_argument("SharedQueue: an item that is too long");
  const Lock lock(state_->file);
  Items& shared = state_->shared;
  if (shared.items.size() == shared.capacity) return false;
  std::array<char, kItemBytes> text{};
  fill({text.data(), bytes});
  shared.items.emplace_back(text.data(), bytes,
                            Allocator<char>(state_->memory.get_segment_manager()));
  return true;
}

bool SharedQueue::pop(const std::function<void(std::string_view item)>& use) {
  const Lock lock(state_->file);
  Items& shared = state_->shared;
  if (shared.items.empty()) return false;
  use({shared.items.front().data(), shared.items.front().size()});
  shared.items.pop_front();
  return true;
}

std::size_t SharedQueue::size() const {
  const Lock lock(state_->file);
  return state_->shared.items.size();
}
