#include "two_tasks.hpp"

void two_tasks([[maybe_unused]] boost::asio::io_context& loop, [[maybe_unused]] const Script& first,
               [[maybe_unused]] const Script& second, [[maybe_unused]] const std::string& last,
               [[maybe_unused]] const Sink& sink) {
  // TODO: a coroutine that shows one script, and two of them on the loop. Who shows the last line?
}
