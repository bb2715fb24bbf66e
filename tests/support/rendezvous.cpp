#include "support/rendezvous.hpp"

#include <atomic>
#include <exception>
#include <string>

#include "support/expect.hpp"

namespace interleave {
namespace {

std::mutex registry_mutex;
Rendezvous* newest = nullptr;  // guarded by registry_mutex
std::atomic<bool> used = false;

}  // namespace

Rendezvous::Rendezvous(int parties) : parties_(parties) {
  const std::scoped_lock lock(registry_mutex);
  previous_ = newest;
  newest = this;
  used = true;
}

Rendezvous::~Rendezvous() {
  const std::scoped_lock lock(registry_mutex, mutex_);
  if (!met_ && std::uncaught_exceptions() == 0) {
    fail("of " + std::to_string(parties_) + " calls that are to be inside at the same time, " +
         std::to_string(inside_) + " were made.");
  }
  for (Rendezvous** link = &newest; *link != nullptr; link = &(*link)->previous_) {
    if (*link == this) {
      *link = previous_;
      break;
    }
  }
}

bool Rendezvous::arrive() {
  const std::scoped_lock lock(mutex_);
  ++inside_;
  if (inside_ >= parties_) met_ = true;
  return met_;
}

void Rendezvous::arrive_and_wait() {
  std::unique_lock lock(mutex_);
  ++inside_;
  if (inside_ >= parties_) {
    met_ = true;
    everyone_is_here_.notify_all();
  }
  everyone_is_here_.wait(lock, [this] { return met_; });
  --inside_;
}

Rendezvous::Stuck Rendezvous::stuck() {
  const std::scoped_lock lock(registry_mutex);
  for (Rendezvous* each = newest; each != nullptr; each = each->previous_) {
    const std::scoped_lock each_lock(each->mutex_);
    if (each->inside_ > 0 && !each->met_) return {each->inside_, each->parties_};
  }
  return {};
}

bool Rendezvous::used_since_reset() { return used; }
void Rendezvous::reset_used() { used = false; }

}  // namespace interleave
