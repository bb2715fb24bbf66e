// Right: no coroutine; each handler waits with the next one.
#include "two_tasks.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <utility>

namespace asio = boost::asio;

namespace {

/// What the two tasks of a call share.
struct Call {
  int left = 2;
  std::string last;
  Sink sink;
};

/// Keeps itself alive through the handler that it waits with.
class Task : public std::enable_shared_from_this<Task> {
 public:
  Task(asio::io_context& loop, Script script, std::shared_ptr<Call> call)
      : timer_(loop), script_(std::move(script)), call_(std::move(call)) {}

  void go_on() {
    if (next_ < script_.lines.size()) call_->sink(script_.lines[next_++]);
    if (next_ == script_.lines.size()) {
      if (--call_->left == 0) call_->sink(call_->last);
      return;
    }
    timer_.expires_after(script_.pause);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) self->go_on();
    });
  }

 private:
  Timer timer_;
  Script script_;
  std::shared_ptr<Call> call_;
  std::size_t next_ = 0;
};

}  // namespace

void two_tasks(asio::io_context& loop, const Script& first, const Script& second,
               const std::string& last, const Sink& sink) {
  if (first.pause.count() < 0 || second.pause.count() < 0) {
    throw std::invalid_argument("two_tasks: a pause is negative");
  }
  const auto call = std::make_shared<Call>(Call{2, last, sink});
  for (const Script* script : {&first, &second}) {
    const auto task = std::make_shared<Task>(loop, *script, call);
    asio::post(loop, [task] { task->go_on(); });
  }
}
