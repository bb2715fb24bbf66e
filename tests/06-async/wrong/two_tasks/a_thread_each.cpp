// Wrong: gives each task a thread of its own, which sleeps.
// Rejected by: correct (wrong result, crash), race-free (wrong result, crash, data race),
// concurrent (serial, wrong result)
#include "two_tasks.hpp"

#include <stdexcept>
#include <thread>

namespace {

void show(const Script& script, const Sink& sink) {
  for (std::size_t i = 0; i < script.lines.size(); ++i) {
    if (i > 0) std::this_thread::sleep_for(script.pause);
    sink(script.lines[i]);
  }
}

}  // namespace

void two_tasks(boost::asio::io_context& /*loop*/, const Script& first, const Script& second,
               const std::string& last, const Sink& sink) {
  if (first.pause.count() < 0 || second.pause.count() < 0) {
    throw std::invalid_argument("two_tasks: a pause is negative");
  }
  std::thread one([&] { show(first, sink); });
  std::thread other([&] { show(second, sink); });
  one.join();
  other.join();
  sink(last);
}
