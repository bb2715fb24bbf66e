#include "support/page_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "support/child_programs.hpp"
#include "support/loopback.hpp"
#include "support/process_table.hpp"
#include "support/watch.hpp"

namespace interleave {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// Where the server finds its listening socket.
constexpr int kListener = 3;
/// And what it testifies with.
constexpr int kTestimony = 4;

constexpr std::chrono::microseconds kNap{100};

/// A client that sleeps for so long where nothing can come any more sleeps for ever.
constexpr milliseconds kForEver{200};

/// A limit that has been over for so long, when the client sleeps, has not woken it.
milliseconds overdue(milliseconds limit) { return 2 * limit + milliseconds(200); }

/// Of the client's processor time, without a word to the server and without sleep.
constexpr milliseconds kBusy{2000};

[[noreturn]] void throw_error(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::string head(const std::string& status, std::size_t length) {
  return "HTTP/1.0 " + status +
         "\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

/// Whether the kernel has something on its way from or to us.
bool is_something_under_way() {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(kListener, reinterpret_cast<sockaddr*>(&address), &size);
  const unsigned int port = ntohs(address.sin_port);
  constexpr unsigned int kLoopback = 0x0100007F;
  enum State : unsigned int {
    kSynSent = 2,
    kSynReceived,
    kFinWait1,
    kLastAck = 9,
    kListen,
    kClosing
  };

  std::istringstream table(read_proc_file("/proc/net/tcp"));
  for (std::string line; std::getline(table, line);) {
    unsigned int from_port = 0;
    unsigned int to = 0;
    unsigned int to_port = 0;
    unsigned int state = 0;
    unsigned int to_send = 0;
    unsigned int to_read = 0;
    if (std::sscanf(line.c_str(), " %*u: %*8X:%4X %8X:%4X %2X %8X:%8X", &from_port, &to, &to_port,
                    &state, &to_send, &to_read) != 6) {
      continue;
    }
    // Also to a port where nobody listens.
    if (state == kSynSent && to == kLoopback) return true;
    if (from_port != port && to_port != port) continue;
    if (state == kListen) {
      if (to_read > 0) return true;  // connections that nobody has accepted
    } else if (to_send > 0 || state == kSynReceived || state == kFinWait1 || state == kLastAck ||
               state == kClosing) {
      return true;
    }
  }
  return false;
}

/// A connection, with its request.
struct Connection {
  explicit Connection(int socket) : descriptor(socket) {}

  int descriptor;
  std::string request;
  std::string path;         // empty before the request is there
  std::string kind;         // "page", "pieces", ...
  std::string response;     // what is still to be sent
  bool is_through = false;  // all has been sent; the client has not closed it yet
  Clock::time_point begun = Clock::now();

  bool can_go_on() const { return !path.empty() && !is_through && kind != "never"; }

  void prepare_response();
};

void Connection::prepare_response() {
  const std::size_t slash = path.find('/', 1);
  kind = path.substr(1, slash - 1);
  const std::string name = slash == std::string::npos ? "" : path.substr(slash + 1);
  const std::string page = "page " + name;
  if (kind == "status") {
    response = head(name + " So it is", 7) + "no page";
  } else if (kind == "cut" || kind == "reset") {
    response = head("200 OK", 2 * page.size()) + page;
  } else if (kind == "trickle") {
    response = head("200 OK", 1'000'000);
  } else if (kind == "bytes") {
    response = head("200 OK", std::stoul(name)) + many_bytes();
    // The kernel is to take all of it at once.
    const int size = 2 * kManyBytes;
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  } else if (kind != "mute") {
    response = head("200 OK", page.size()) + page;
  }
}

/// The server, in its own process.
class Server {
 public:
  Server(pid_t client, std::set<pid_t> bystanders, PageClient expected)
      : client_(client), bystanders_(std::move(bystanders)), expected_(expected) {}

  /// Until standard input ends.
  void run();

  nlohmann::json report() const;

 private:
  enum class News { kNone, kSome, kEnd };

  /// Waits for something to read, for so long, and reads it.
  News look_for_news(std::chrono::nanoseconds patience);
  bool hear(Connection& connection);

  /// What all threads of the client do, if all of them sleep; else nothing.
  std::vector<TaskSample> sample_if_asleep();

  /// Whether the client, asleep as in `asleep`, stays so, and nothing is on its way.
  bool stays_asleep(const std::vector<TaskSample>& asleep, milliseconds time);

  /// Writes down what there is to see. False if it has to be looked at again.
  bool note(const std::vector<TaskSample>& asleep);

  void take_turn(const std::vector<TaskSample>& asleep);
  bool do_one_thing();
  void send_some(Connection& connection);
  void look_for_stall(const std::vector<TaskSample>& asleep);
  void look_for_busy_client();
  void testify(const std::string& meaning, bool is_proof = true);

  int under_way() const;
  int kept_open() const { return static_cast<int>(connections_.size()) - under_way(); }
  int left() const { return std::max(0, expected_.pages - ended_); }

  const pid_t client_;
  const std::set<pid_t> bystanders_;
  const PageClient expected_;
  std::vector<Connection> connections_;  // the oldest first
  int ended_ = 0;                        // answered in full, or given up by the client
  bool has_testified_ = false;
  milliseconds processor_time_at_news_{0};
  PageServerReport seen_;
};

int Server::under_way() const {
  return static_cast<int>(std::count_if(connections_.begin(), connections_.end(),
                                        [](const Connection& each) { return !each.is_through; }));
}

/// Reads what has come. False if the client has closed the connection.
bool Server::hear(Connection& connection) {
  std::array<char, 4096> block{};
  const ssize_t length = recv(connection.descriptor, block.data(), block.size(), MSG_DONTWAIT);
  if (length < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (length <= 0) return false;
  connection.request.append(block.data(), static_cast<std::size_t>(length));
  if (connection.path.empty() && connection.request.find("\r\n\r\n") != std::string::npos) {
    std::istringstream(connection.request) >> connection.path >> connection.path;
    connection.prepare_response();
    seen_.asked.push_back(connection.path);
  }
  return true;
}

Server::News Server::look_for_news(std::chrono::nanoseconds patience) {
  std::vector<pollfd> polled{{STDIN_FILENO, POLLIN, 0}, {kListener, POLLIN, 0}};
  for (const Connection& each : connections_) polled.push_back({each.descriptor, POLLIN, 0});
  const timespec time{0, patience.count()};
  if (ppoll(polled.data(), polled.size(), &time, nullptr) <= 0) return News::kNone;
  if (polled[0].revents != 0) return News::kEnd;
  std::vector<Connection> still_there;
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    if (polled[i + 2].revents == 0 || hear(connections_[i])) {
      still_there.push_back(std::move(connections_[i]));
    } else {
      close(connections_[i].descriptor);
      if (!connections_[i].is_through) ++ended_;
    }
  }
  connections_ = std::move(still_there);
  if (polled[1].revents != 0) {
    const int socket = accept4(kListener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0 && (errno == EMFILE || errno == ENFILE)) {
      throw_error("the page server can have no more connections");
    }
    if (socket >= 0) connections_.emplace_back(socket);
  }
  return News::kSome;
}

std::vector<TaskSample> Server::sample_if_asleep() {
  std::vector<TaskSample> samples;
  for (const pid_t thread : threads_of(client_)) {
    if (bystanders_.contains(thread)) continue;
    samples.push_back(sample_task(client_, thread));
    if (samples.back().state != 'S') return {};
  }
  return samples;
}

bool Server::stays_asleep(const std::vector<TaskSample>& asleep, milliseconds time) {
  constexpr int kTimes = 20;
  for (int i = 0; i < kTimes; ++i) {
    std::this_thread::sleep_for(time / kTimes);
    if (is_something_under_way()) return false;
    if (look_for_news(milliseconds(0)) != News::kNone || sample_if_asleep() != asleep) return false;
  }
  return true;
}

bool Server::note(const std::vector<TaskSample>& asleep) {
  const int now = under_way();
  const int expected = std::min(expected_.at_once, left());
  const bool has_begun = !seen_.asked.empty();
  // A second look at the first of each kind.
  const bool too_many = now > expected_.at_once && seen_.most_under_way <= expected_.at_once;
  const bool too_few = now < expected && has_begun && !seen_.too_few;
  const bool keeps_any = kept_open() > 0 && seen_.most_kept_open == 0;
  constexpr milliseconds kSecondLook{20};
  if ((too_many || too_few || keeps_any) && !stays_asleep(asleep, kSecondLook)) return false;
  seen_.most_under_way = std::max(seen_.most_under_way, now);
  seen_.most_kept_open = std::max(seen_.most_kept_open, kept_open());
  seen_.most_threads = std::max(seen_.most_threads, static_cast<int>(asleep.size()));
  if (too_few) seen_.too_few = {now, expected, ended_};
  return true;
}

void Server::testify(const std::string& meaning, bool is_proof) {
  if (has_testified_) return;
  has_testified_ = true;
  const std::string text = (is_proof ? "!hang: " : "?hang: ") + meaning;
  if (write(kTestimony, text.data(), text.size()) < 0) throw_error("nobody hears the page server");
}

void Server::look_for_stall(const std::vector<TaskSample>& asleep) {
  const Clock::time_point now = Clock::now();
  bool may_be_woken = false;
  for (const Connection& each : connections_) {
    if (each.is_through || each.path.empty() || each.can_go_on()) continue;
    may_be_woken = true;  // by its limit
    if (now - each.begun < overdue(expected_.limit)) continue;
    testify(
        "a request has had no answer for far longer than the limit, and nothing has been done "
        "about "
        "it. The contract: each request has limit for itself, from its beginning to the end of its "
        "response.");
  }
  if (may_be_woken || !stays_asleep(asleep, kForEver)) return;
  const std::string counts =
      std::to_string(ended_) + " of " + std::to_string(expected_.pages) + " requests have ended";
  if (under_way() > 0) {
    testify(counts + ", " + std::to_string(under_way()) +
            " connections have been made over which nothing is asked, and the answer sleeps.");
  } else if (left() > 0) {
    testify(counts +
            ", none is under way, and the answer sleeps. The contract: at_once requests "
            "are under way while there are URLs left.");
  } else {
    testify(counts +
            ", and the answer sleeps. What does it still wait for: a timer whose request "
            "is through? The contract: it returns as soon as the last request has ended.");
  }
}

/// Of a client that does not sleep.
void Server::look_for_busy_client() {
  const auto stat = read_process_stat(client_);
  if (!stat) return;
  const milliseconds used = stat->processor_time;
  if (processor_time_at_news_ == milliseconds(0)) processor_time_at_news_ = used;
  if (used - processor_time_at_news_ < kBusy) return;
  testify(
      "nothing comes from the answer, and it does not sleep: it looks again and again. The "
      "contract: where there is nothing to do, the thread sleeps until there is.",
      false);
}

void Server::send_some(Connection& connection) {
  const bool by_byte = connection.kind == "pieces" || connection.kind == "trickle";
  if (connection.kind == "trickle" && connection.response.empty()) connection.response = "x";
  const std::size_t length =
      by_byte ? std::min<std::size_t>(1, connection.response.size()) : connection.response.size();
  (void)send(connection.descriptor, connection.response.data(), length, MSG_NOSIGNAL);
  connection.response.erase(0, length);
  const bool is_cut = connection.kind == "cut" || connection.kind == "reset";
  // The end is a turn of its own where it is not to come with the last byte.
  if (connection.kind == "trickle" || (length > 0 && (by_byte || is_cut))) return;
  ++ended_;
  connection.is_through = true;
  if (connection.kind != "reset") {
    shutdown(connection.descriptor, SHUT_WR);
    return;
  }
  const linger by_reset{1, 0};
  setsockopt(connection.descriptor, SOL_SOCKET, SO_LINGER, &by_reset, sizeof by_reset);
  close(connection.descriptor);
  connections_.erase(connections_.begin() + (&connection - connections_.data()));
}

/// False if there was nothing to do.
bool Server::do_one_thing() {
  const auto youngest = [&](bool may_be_last) {
    return std::find_if(connections_.rbegin(), connections_.rend(), [&](const Connection& each) {
      return each.can_go_on() && (may_be_last || each.kind != "last");
    });
  };
  auto next = youngest(false);
  if (next == connections_.rend()) next = youngest(true);
  if (next == connections_.rend()) return false;
  if (next->kind == "trickle" && Clock::now() - next->begun > overdue(expected_.limit)) {
    testify(
        "a response that comes byte by byte, and never to its end, has been read for far longer "
        "than the limit. The contract: each request has limit for itself, from its beginning to "
        "the end of its response.");
    return true;
  }
  send_some(*next);
  return true;
}

void Server::take_turn(const std::vector<TaskSample>& asleep) {
  int done = 0;
  while (done < expected_.things_a_turn && do_one_thing()) ++done;
  if (done == 0) look_for_stall(asleep);
}

void Server::run() {
  for (News news = News::kNone; news != News::kEnd;) {
    if (news == News::kSome) processor_time_at_news_ = milliseconds(0);
    const std::vector<TaskSample> before = sample_if_asleep();
    news = look_for_news(before.empty() ? kNap : milliseconds(0));
    if (news != News::kNone) continue;
    if (before.empty()) {
      look_for_busy_client();
    } else if (sample_if_asleep() == before && note(before)) {
      take_turn(before);
      processor_time_at_news_ = milliseconds(0);
    }
  }
}

nlohmann::json Server::report() const {
  nlohmann::json report{{"asked", seen_.asked},
                        {"most_under_way", seen_.most_under_way},
                        {"most_kept_open", seen_.most_kept_open},
                        {"most_threads", seen_.most_threads}};
  if (seen_.too_few) {
    report["too_few"] = {seen_.too_few->under_way, seen_.too_few->expected, seen_.too_few->ended};
  }
  return report;
}

const ChildEntry page_server("page_server", [](const std::vector<std::string>& arguments) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  rlimit descriptors{};  // also for the connections of a client that keeps no limit
  getrlimit(RLIMIT_NOFILE, &descriptors);
  descriptors.rlim_cur = descriptors.rlim_max;
  setrlimit(RLIMIT_NOFILE, &descriptors);
  std::vector<int> numbers;
  for (const std::string& argument : arguments) numbers.push_back(std::stoi(argument));
  Server server(getppid(), {numbers.begin() + 4, numbers.end()},
                {numbers.at(0), numbers.at(1), milliseconds(numbers.at(2)), numbers.at(3)});
  server.run();
  std::cout << server.report() << std::endl;
  return 0;
});

/// The end of a pipe that the running server testifies through.
int testimony = -1;  // guarded by watch_mutex

Testimony hear_testimony() {
  pollfd polled{testimony, POLLIN, 0};
  if (testimony < 0 || poll(&polled, 1, 0) <= 0 || (polled.revents & POLLIN) == 0) return {};
  static std::array<char, 4096> text{};
  const ssize_t length = read(testimony, text.data(), text.size() - 1);
  if (length <= 1) return {};
  return {text.data() + 1, text.front() == '!'};
}

void set_testimony(int descriptor) {
  set_stall_witness(descriptor < 0 ? nullptr : hear_testimony);
  const std::scoped_lock lock(watch_mutex());
  testimony = descriptor;
}

/// Listens on a free port of the loopback interface.
int make_listener(int& port) {
  const int listener = bind_to_loopback(port, SOCK_NONBLOCK);
  constexpr int kBacklog = 4096;  // also those of a client that keeps no limit
  if (listen(listener, kBacklog) != 0) throw_error("nobody can listen to the page server's port");
  return listener;
}

/// Starts a child that has `files` as its descriptors 0, 1, 2, ...
pid_t start(const std::vector<std::string>& command, const std::vector<int>& files) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (std::size_t i = 0; i < files.size(); ++i) {
    posix_spawn_file_actions_adddup2(&actions, files[i], static_cast<int>(i));
  }
  posix_spawn_file_actions_addclosefrom_np(&actions, static_cast<int>(files.size()));
  pid_t process = 0;
  errno = posix_spawn(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (errno != 0) throw_error("the page server cannot be started");
  return process;
}

}  // namespace

std::string many_bytes() {
  std::string bytes;
  for (std::size_t i = 0; i < kManyBytes; ++i) bytes += static_cast<char>(i % 251);
  return bytes;
}

PageServer::PageServer(const PageClient& client) {
  std::vector<std::string> arguments{std::to_string(client.pages), std::to_string(client.at_once),
                                     std::to_string(client.limit.count()),
                                     std::to_string(client.things_a_turn)};
  for (const pid_t thread : threads_of(getpid())) {
    if (thread != gettid()) arguments.push_back(std::to_string(thread));
  }
  const int listener = make_listener(port_);
  std::array<int, 2> input{};
  std::array<int, 2> output{};
  std::array<int, 2> witness{};
  if (pipe2(input.data(), O_CLOEXEC) != 0 || pipe2(output.data(), O_CLOEXEC) != 0 ||
      pipe2(witness.data(), O_CLOEXEC) != 0) {
    throw_error("no pipe");
  }
  input_ = input[1];
  output_ = output[0];
  witness_ = witness[0];
  // Before there is a server: it would hold it against us if we waited for the watch.
  set_testimony(witness_);
  process_ = start(page_server.command(arguments),
                   {input[0], output[1], STDERR_FILENO, listener, witness[1]});
  for (const int theirs : {listener, input[0], output[1], witness[1]}) close(theirs);
}

PageServer::~PageServer() { end(); }

std::string PageServer::url(const std::string& path) const { return loopback_url(port_, path); }

void PageServer::end() {
  if (process_ == 0) return;
  if (input_ >= 0) close(input_);
  set_testimony(-1);
  close(output_);
  close(witness_);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

PageServerReport PageServer::stop() {
  // First of all: from here on whether we sleep is nobody's business.
  close(std::exchange(input_, -1));
  std::string text;
  std::array<char, 4096> block{};
  for (ssize_t n = 0; (n = read(output_, block.data(), block.size())) > 0;) {
    text.append(block.data(), static_cast<std::size_t>(n));
  }
  end();
  if (text.empty()) throw std::runtime_error("the page server has not reported");
  const nlohmann::json report = nlohmann::json::parse(text);
  PageServerReport seen;
  seen.asked = report.at("asked").get<std::vector<std::string>>();
  seen.most_under_way = report.at("most_under_way");
  seen.most_kept_open = report.at("most_kept_open");
  seen.most_threads = report.at("most_threads");
  if (report.contains("too_few")) {
    const nlohmann::json& few = report.at("too_few");
    seen.too_few = {few.at(0), few.at(1), few.at(2)};
  }
  return seen;
}

}  // namespace interleave
