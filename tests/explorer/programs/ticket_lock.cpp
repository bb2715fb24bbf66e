// Ticket lock: the ticket is read in one step and the dispenser moved on in another, so two threads
// draw the same one.
#include "programs/program.hpp"

#include <atomic>
#include <thread>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
class TicketLock {
 public:
  int lock() {
    const int ticket = draw();
    while (serving_.load() < ticket) std::this_thread::yield();
    return ticket;
  }

  void unlock(int ticket) { serving_.store(ticket + 1); }

 private:
  int draw() {
    if constexpr (kFixed) return next_.fetch_add(1);
    const int ticket = next_.load();
    next_.store(ticket + 1);
    return ticket;
  }

  std::atomic<int> next_{0};
  std::atomic<int> serving_{0};
};

template <bool kFixed>
void count_under_ticket_lock() {
  TicketLock<kFixed> lock;
  int counter = 0;
  const auto increment = [&] {
    const int ticket = lock.lock();
    ++counter;
    lock.unlock(ticket);
  };
  run_together(increment, increment);
  require(counter == 2, "two increments did not make two");
}

const interleave::Program program{
    "ticket_lock", {"data race"}, count_under_ticket_lock<false>, count_under_ticket_lock<true>};

}  // namespace
