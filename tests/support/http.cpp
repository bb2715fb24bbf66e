#include "support/http.hpp"

#include <arpa/inet.h>
#include <httplib.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "support/process_table.hpp"

// The library is not instrumented: the thread sanitizer sees its calls of the C library, but not
// the atomics that order them, so that what it says about the library's own memory means nothing.
// That two threads use one client is told without it (HttpClient::get).
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" const char* __tsan_default_suppressions() { return "race:libcpp-httplib"; }

namespace interleave {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// By which server and client speak of the same request.
constexpr const char* kIdHeader = "Interleave-Request";

/// From here on a limit does not end before a test does, and is none.
constexpr milliseconds kLong = std::chrono::hours(1);
constexpr milliseconds kForEver = std::chrono::hours(100);

constexpr milliseconds kSamplePeriod{5};

/// The requests that wait for ever: which thread has sent which. A mutex is no worse here than the
/// sockets, by which the thread sanitizer sees threads ordered in any case.
class Unlimited {
 public:
  void add(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    requests_[gettid()] = id;
  }
  void remove() {
    const std::scoped_lock lock(mutex_);
    requests_.erase(gettid());
  }
  std::map<pid_t, std::string> all() {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

 private:
  std::mutex mutex_;
  std::map<pid_t, std::string> requests_;  // guarded by mutex_
};

Unlimited& unlimited() {
  static Unlimited requests;
  return requests;
}

/// Whether a thread has nothing to do, so that it holds nothing that others could wait for. A futex
/// is that of a condition variable, not of a lock, if it is waited for in this way.
bool is_idle(const TaskSample& sample) {
  if (sample.state != 'S') return false;
  constexpr std::uint64_t kCommandMask = ~std::uint64_t{FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME};
  switch (sample.call[0]) {
    case SYS_futex:
      return (sample.call[2] & kCommandMask) == FUTEX_WAIT_BITSET;
    case SYS_accept:
    case SYS_accept4:
    case SYS_select:
    case SYS_pselect6:
    case SYS_poll:
    case SYS_ppoll:
    case SYS_nanosleep:
    case SYS_clock_nanosleep:
      return true;
    default:
      return false;
  }
}

std::string why(httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
      return "no connection";
    case httplib::Error::Read:
      return "the connection was cut off";
    default:
      return httplib::to_string(error);
  }
}

}  // namespace

struct HttpClient::State {
  std::atomic_flag in_use;
  std::string server;
  std::unique_ptr<httplib::Client> connection;

  httplib::Result ask(const std::string& url, std::optional<milliseconds> limit);
};

HttpClient::HttpClient() : state_(std::make_unique<State>()) {}
HttpClient::~HttpClient() = default;

httplib::Result HttpClient::State::ask(const std::string& url, std::optional<milliseconds> limit) {
  const std::size_t path = std::min(url.find('/', url.find("://") + 3), url.size());
  if (url.substr(0, path) != server) {
    server = url.substr(0, path);
    connection = std::make_unique<httplib::Client>(server);
    connection->set_keep_alive(true);
    connection->set_tcp_nodelay(true);
  }
  const bool is_limited = limit && *limit < kLong;
  const milliseconds wait = is_limited ? *limit : kForEver;
  connection->set_connection_timeout(wait);
  connection->set_read_timeout(wait);
  connection->set_write_timeout(wait);

  static std::atomic<int> last_id = 0;
  const std::string id = std::to_string(++last_id);
  const Clock::time_point deadline = Clock::now() + wait;
  if (!is_limited) unlimited().add(id);
  // The limit of the connection is for each time that it reads; this one is for the whole.
  httplib::Result result = connection->Get(
      path == url.size() ? "/" : url.substr(path), httplib::Headers{{kIdHeader, id}},
      [&](std::uint64_t, std::uint64_t) { return Clock::now() < deadline; });
  if (!is_limited) unlimited().remove();
  if (!result && is_limited && Clock::now() >= deadline) {
    throw std::runtime_error("no answer within " + std::to_string(wait.count()) + " ms");
  }
  return result;
}

HttpResponse HttpClient::get(const std::string& url, std::optional<milliseconds> limit) {
  if (state_->in_use.test_and_set()) {
    throw std::logic_error("two threads use this client at the same time");
  }
  const std::unique_ptr<std::atomic_flag, void (*)(std::atomic_flag*)> release(
      &state_->in_use, [](std::atomic_flag* flag) { flag->clear(); });
  const httplib::Result result = state_->ask(url, limit);
  if (!result) throw std::runtime_error(url + ": " + why(result.error()));
  return {result->status, result->body};
}

struct HttpServer::State {
  httplib::Server server;
  int port = 0;
  std::set<pid_t> bystanders;  // ours, and those that were there before
  std::thread listener;

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> asked;  // this and all below: guarded by mutex
  std::vector<std::string> held;   // ids of requests, the oldest first
  int inside = 0;
  int most_inside = 0;
  int answered = 0;
  int meeting = 0;
  bool stopping = false;
  bool stalled = false;

  void add_routes();
  void end_connections() const;
  void answer(const httplib::Request& request, httplib::Response& response);

  /// Waits until `ready`, and returns whether it is: something else may let the request go.
  bool hold_until(const httplib::Request& request, const std::function<bool()>& ready);

  /// What all threads that have a part in the test do, if each of them waits for ever; else
  /// nothing.
  std::vector<TaskSample> sample_if_all_wait(const std::vector<std::string>& held_now) const;
};

std::vector<TaskSample> HttpServer::State::sample_if_all_wait(
    const std::vector<std::string>& held_now) const {
  const std::map<pid_t, std::string> requests = unlimited().all();
  std::vector<TaskSample> samples;
  for (const pid_t thread : threads_of(getpid())) {
    if (bystanders.contains(thread)) continue;
    samples.push_back(sample_task(getpid(), thread));
    const auto request = requests.find(thread);
    const bool waits = request == requests.end()
                           ? !waits_for_ever(samples.back()).empty()
                           : samples.back().state == 'S' &&
                                 std::count(held_now.begin(), held_now.end(), request->second) > 0;
    if (!waits) return {};
  }
  return samples;
}

bool HttpServer::State::hold_until(const httplib::Request& request,
                                   const std::function<bool()>& ready) {
  const std::string id = request.get_header_value(kIdHeader);
  const auto may_go = [&] { return ready() || stopping || stalled; };
  // Samples of a thread that are the same, context switches counted, say that it has slept all the
  // time between them. If that holds for every thread of the answer, each waited for a page that
  // was still held when the last sample was taken, or for another thread. That was one of the
  // answer's, too: all the others have been seen with nothing to do meanwhile.
  constexpr int kTimesIdle = 3;
  std::vector<TaskSample> before;
  std::map<pid_t, int> times_idle;

  std::unique_lock lock(mutex);
  held.push_back(id);
  while (!may_go()) {
    // One is enough to look for a stall.
    changed.wait(lock, [&] { return may_go() || held.front() == id; });
    if (changed.wait_for(lock, kSamplePeriod, may_go)) break;
    const std::vector<std::string> held_now = held;
    lock.unlock();  // a thread that waits for it is not idle
    std::vector<TaskSample> now = sample_if_all_wait(held_now);
    if (now.empty() || now != before) times_idle.clear();
    before = std::move(now);
    bool all_idle = !before.empty();
    for (const pid_t thread : bystanders) {
      if (thread == gettid()) continue;
      if (is_idle(sample_task(getpid(), thread))) ++times_idle[thread];
      all_idle = all_idle && times_idle[thread] >= kTimesIdle;
    }
    lock.lock();
    stalled = stalled || (all_idle && !ready());
  }
  std::erase(held, id);
  changed.notify_all();
  return ready();
}

void HttpServer::State::answer(const httplib::Request& request, httplib::Response& response) {
  const std::string kind = request.matches[1];
  const std::string name = request.matches[3];
  const std::string page = "page " + name;
  const int number = std::atoi(request.matches[2].str().c_str());
  const auto send_page = [&](bool there) {
    response.status = there ? 200 : 503;
    response.set_content(there ? page : "the server has stopped", "text/plain");
  };
  if (kind == "pieces") {
    response.set_chunked_content_provider("text/plain",
                                          [page](std::size_t, httplib::DataSink& sink) {
                                            for (const char& letter : page) sink.write(&letter, 1);
                                            sink.done();
                                            return true;
                                          });
  } else if (kind == "cut") {
    response.set_content_provider(2 * page.size(), "text/plain",
                                  [page](std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                    return offset == 0 && sink.write(page.data(), page.size());
                                  });
  } else if (kind == "status") {
    response.status = std::atoi(name.c_str());
    response.set_content("no page", "text/plain");
  } else if (kind == "late") {
    std::this_thread::sleep_for(milliseconds(number));
    send_page(true);
  } else if (kind == "never") {
    send_page(hold_until(request, [] { return false; }));
  } else if (kind == "last") {
    send_page(hold_until(request, [&] { return answered >= number; }));
  } else if (kind == "meet") {
    {
      const std::scoped_lock lock(mutex);
      ++meeting;
    }
    send_page(hold_until(request, [&] { return meeting >= number; }));
  } else {
    send_page(true);
  }
}

void HttpServer::State::add_routes() {
  server.Get(R"(/(page|pieces|late|meet|last|status|cut|never)(?:/(\d+))?/(\w+))",
             [this](const httplib::Request& request, httplib::Response& response) {
               {
                 const std::scoped_lock lock(mutex);
                 ++inside;
                 if (!stalled) {
                   asked.push_back(request.path);
                   most_inside = std::max(most_inside, inside);
                 }
               }
               answer(request, response);
               const std::scoped_lock lock(mutex);
               --inside;
               ++answered;
               changed.notify_all();
             });
}

/// The library has no way to end the connections of clients that are still there, for which its
/// threads would wait.
void HttpServer::State::end_connections() const {
  std::error_code no_folder;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", no_folder)) {
    const int descriptor = std::atoi(entry.path().filename().c_str());
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) continue;
    if (address.sin_family == AF_INET && ntohs(address.sin_port) == port) {
      shutdown(descriptor, SHUT_RDWR);
    }
  }
}

HttpServer::HttpServer(int most_at_once) : state_(std::make_unique<State>()) {
  httplib::Server& server = state_->server;
  state_->add_routes();
  server.new_task_queue = [most_at_once] {
    return new httplib::ThreadPool(static_cast<std::size_t>(most_at_once));
  };
  // Without these the library ends a connection that nothing was heard of for five seconds: on a
  // busy machine that may be one whose client is about to ask.
  server.set_keep_alive_timeout(std::chrono::duration_cast<std::chrono::seconds>(kForEver).count());
  server.set_read_timeout(kForEver);
  server.set_write_timeout(kForEver);
  server.set_keep_alive_max_count(1'000'000);
  server.set_tcp_nodelay(true);
  int listening = -1;
  server.set_socket_options([&](socket_t socket) { listening = socket; });
  state_->port = server.bind_to_any_port("127.0.0.1");
  // The library lets five connections wait to be accepted; what comes beyond tries again later.
  constexpr int kBacklog = 1024;
  if (state_->port <= 0 || listen(listening, kBacklog) != 0) {
    throw std::runtime_error("no port of the loopback interface can be listened on");
  }
  state_->listener = std::thread([&server] { server.listen_after_bind(); });

  // Once it answers, all its threads are there.
  HttpClient().get(url("/page/ready"), std::nullopt);
  const std::scoped_lock lock(state_->mutex);
  state_->asked.clear();
  state_->answered = 0;
  const std::vector<pid_t> threads = threads_of(getpid());
  state_->bystanders = std::set(threads.begin(), threads.end());
  state_->bystanders.erase(gettid());
}

HttpServer::~HttpServer() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_all();
  state_->server.stop();
  state_->end_connections();
  state_->listener.join();
}

std::string HttpServer::url(const std::string& path) const {
  return loopback_url(state_->port, path);
}

std::vector<std::string> HttpServer::asked() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->asked;
}

int HttpServer::most_inside() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->most_inside;
}

bool HttpServer::stalled() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->stalled;
}

}  // namespace interleave
