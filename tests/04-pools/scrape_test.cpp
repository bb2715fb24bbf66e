#include "scrape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <latch>
#include <mutex>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/http.hpp"
#include "support/rendezvous.hpp"

void PrintTo(const Page& page, std::ostream* out) {
  *out << (page.body.empty() && page.error.empty() ? "an empty page" : page.body);
  if (!page.error.empty()) *out << (page.body.empty() ? "" : " and ") << "no page: " << page.error;
}

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;
using interleave::fail;
using std::chrono::milliseconds;
using Urls = std::vector<std::string>;
using Pages = std::vector<Page>;

/// So long that no test ends by it.
constexpr milliseconds kLong = std::chrono::hours(1);

/// Why there is no response. No std::runtime_error, because the contract promises std::exception.
class NoResponse : public std::exception {
 public:
  explicit NoResponse(std::string why) : why_(std::move(why)) {}
  const char* what() const noexcept override { return why_.c_str(); }

 private:
  std::string why_;
};

/// No std::exception, because the contract does not promise that for connect.
class NoMoreClients {};

/// What servers do when they are asked for a page: they respond, or there is no response. Without a
/// limit they may wait for ever.
using Servers = std::function<Response(const std::string& url, std::optional<milliseconds> limit)>;

Response respond(const std::string& url) { return {200, "page " + url}; }

Page page(const std::string& url) { return {"page " + url, ""}; }

Page no_page(const std::string& why) { return {"", why}; }

/// Clients of servers that are functions, so that the explorer decides which of them is slow.
class FakeTransport : public Transport {
 public:
  explicit FakeTransport(Servers servers, int most_clients = 1000)
      : servers_(std::move(servers)), most_clients_(most_clients) {}

  std::unique_ptr<Client> connect() override {
    if (made_.fetch_add(1, std::memory_order_relaxed) >= most_clients_) throw NoMoreClients();
    return std::make_unique<FakeClient>(*this);
  }

  /// How many clients were asked for, and how many of them are still there.
  int made() const { return made_.load(std::memory_order_relaxed); }
  int left() const { return left_.load(std::memory_order_relaxed); }

 private:
  class FakeClient : public Client {
   public:
    explicit FakeClient(FakeTransport& transport) : transport_(transport) {
      transport_.left_.fetch_add(1, std::memory_order_relaxed);
    }
    ~FakeClient() override { transport_.left_.fetch_sub(1, std::memory_order_relaxed); }
    FakeClient(const FakeClient&) = delete;
    FakeClient& operator=(const FakeClient&) = delete;

    Response get(const std::string& url) override { return ask(url, std::nullopt); }
    Response get(const std::string& url, milliseconds limit) override { return ask(url, limit); }

   private:
    Response ask(const std::string& url, std::optional<milliseconds> limit) {
      // Plain on purpose: two threads that use the same client race here. Reports quote the line.
      ++requests_;  // a client is for one thread at a time
      return transport_.servers_(url, limit);
    }

    FakeTransport& transport_;
    int requests_ = 0;
  };

  Servers servers_;
  const int most_clients_;
  std::atomic<int> made_ = 0;
  std::atomic<int> left_ = 0;
};

TEST(Scrape, ReturnsThePagesInTheOrderOfTheUrls) {
  explore([] {
    FakeTransport transport([](const std::string& url, auto) {
      // Natively, the first page comes last.
      if (url == "a") std::this_thread::sleep_for(milliseconds(1));
      return respond(url);
    });
    expect_equal(scrape({"a", "b", "c"}, 2, kLong, transport),
                 Pages{page("a"), page("b"), page("c")}, "the pages of a, b and c",
                 "scrape returns what became of each URL, in the order of urls.");
  });
}

TEST(Scrape, AsksForEachUrlOnce) {
  explore([] {
    CallLog<char> asked;
    FakeTransport transport([&](const std::string& url, auto) {
      asked.add(url.at(0));
      return respond(url);
    });
    scrape({"a", "b", "c"}, 2, kLong, transport);
    std::vector<char> urls = asked.entries();
    std::sort(urls.begin(), urls.end());
    expect_equal(urls, std::vector{'a', 'b', 'c'}, "the URLs that were asked for, sorted",
                 "each element of urls is asked for exactly once.");
  });
}

TEST(Scrape, AsksTwiceForAUrlThatStandsThereTwice) {
  explore([] {
    CallLog<char> asked;
    FakeTransport transport([&](const std::string& url, auto) {
      asked.add(url.at(0));
      return respond(url);
    });
    expect_equal(scrape({"a", "a"}, 2, kLong, transport), Pages{page("a"), page("a")},
                 "the pages of a and a");
    expect_equal(asked.size(), 2U, "the number of requests for a, which stands in the list twice",
                 "a URL that stands in the list twice is asked for twice.");
  });
}

TEST(Scrape, NeverAsksForMoreAtOnceThanItMay) {
  explore([] {
    interleave::InsideMeter meter;
    FakeTransport transport([&](const std::string& url, auto) {
      const auto inside = meter.enter();
      return respond(url);
    });
    scrape({"a", "b", "c"}, 2, kLong, transport);
    expect_that(meter.most() <= 2, "too many at once: " + std::to_string(meter.most()) +
                                       " requests were under way at the same time. The contract: "
                                       "at most at_once, which was 2.");
  });
}

TEST(Scrape, MakesNoMoreClientsThanMayBeAtWork) {
  explore([] {
    FakeTransport transport([](const std::string& url, auto) { return respond(url); });
    scrape({"a", "b", "c"}, 2, kLong, transport);
    expect_that(transport.made() <= 2, std::to_string(transport.made()) +
                                           " clients were made for 3 URLs, of which 2 may be asked "
                                           "for at once. The contract: at most at_once clients are "
                                           "made.");
    expect_equal(transport.left(), 0, "the number of clients that were left on return",
                 "on return all of them are gone.");
  });
}

TEST(Scrape, MakesNoMoreClientsThanThereAreUrls) {
  explore([] {
    FakeTransport transport([](const std::string& url, auto) { return respond(url); });
    expect_equal(scrape({"a"}, 3, kLong, transport), Pages{page("a")}, "the page of a");
    expect_that(transport.made() <= 1, std::to_string(transport.made()) +
                                           " clients were made for 1 URL. The contract: at most "
                                           "one for each element of urls.");
  });
}

TEST(Scrape, TellsWhyThereIsNoPage) {
  explore([] {
    FakeTransport transport([](const std::string& url, auto) -> Response {
      if (url == "nobody") throw NoResponse("nobody listens there");
      if (url == "part") return {206, "page pa"};
      return {url == "gone" ? 404 : 500, "we are sorry"};
    });
    expect_equal(scrape({"nobody", "gone", "broken", "part"}, 1, kLong, transport),
                 Pages{no_page("nobody listens there"), no_page("status 404"),
                       no_page("status 500"), no_page("status 206")},
                 "what became of four URLs without a page (no response; 404; 500; 206)",
                 "error is \"status 404\" for another status than 200, and if there was no "
                 "response, the what() of the exception; body is empty then.");
  });
}

TEST(Scrape, AFailureIsTheFailureOfItsUrlAlone) {
  explore([] {
    FakeTransport transport([](const std::string& url, auto) {
      if (url == "nobody") throw NoResponse("nobody listens there");
      return respond(url);
    });
    expect_equal(scrape({"nobody", "b", "c"}, 1, kLong, transport),
                 Pages{no_page("nobody listens there"), page("b"), page("c")},
                 "what became of three URLs, the first of which has no page, one at a time",
                 "the others are asked for all the same.");
    expect_that(transport.made() <= 1,
                std::to_string(transport.made()) +
                    " clients were made for three URLs, one of them at a time, of which one has no "
                    "page. The contract: at most at_once clients are made.");
  });
}

TEST(Scrape, FailuresAtTheSameTimeAreKeptApart) {
  explore([] {
    FakeTransport transport([](const std::string& url, auto) {
      if (url != "c") throw NoResponse("nobody at " + url);
      return respond(url);
    });
    expect_equal(scrape({"a", "b", "c"}, 2, kLong, transport),
                 Pages{no_page("nobody at a"), no_page("nobody at b"), page("c")},
                 "what became of three URLs, the first two of which have no page",
                 "a failure is the failure of its URL alone.");
  });
}

TEST(Scrape, DoesNotTryAgain) {
  explore([] {
    CallLog<char> asked;
    FakeTransport transport([&](const std::string& url, auto) {
      asked.add(url.at(0));
      if (url != "b") throw NoResponse("cut off");
      return Response{503, ""};
    });
    // The first request of the client, and one after another that had a response.
    scrape({"a", "b", "c"}, 1, kLong, transport);
    expect_equal(asked.size(), 3U, "the number of requests for three URLs, which all failed",
                 "nothing is asked again after a failure.");
  });
}

TEST(Scrape, AServerThatNeverAnswersIsGivenUp) {
  explore([] {
    std::latch never(1);
    FakeTransport transport([&](const std::string& url, std::optional<milliseconds> limit) {
      if (url != "stalled") return respond(url);
      if (!limit) never.wait();  // the server never answers, and there is no limit
      throw NoResponse("no answer in time");
    });
    expect_equal(scrape({"a", "stalled", "c"}, 2, milliseconds(20), transport),
                 Pages{page("a"), no_page("no answer in time"), page("c")},
                 "what became of three URLs, the second of which is never answered",
                 "each request has a limit of time.");
  });
}

TEST(Scrape, EachRequestHasTheWholeLimit) {
  explore(
      [] {
        FakeTransport transport([&](const std::string& url, std::optional<milliseconds> limit) {
          std::this_thread::sleep_for(milliseconds(2));
          expect_equal(limit.value_or(milliseconds(0)).count(), 50,
                       "the milliseconds within which " + url + " was to be there (0: no limit)",
                       "each request has all of limit for itself.");
          return respond(url);
        });
        expect_equal(scrape({"first", "second"}, 1, milliseconds(50), transport),
                     Pages{page("first"), page("second")}, "the pages of first and second");
      },
      {.exact_time = true});
}

TEST(Scrape, GivesNothingForNothing) {
  explore([] {
    FakeTransport transport([](const std::string& url, auto) { return respond(url); });
    expect_equal(scrape({}, 2, kLong, transport), Pages{}, "the pages of no URLs");
    expect_equal(transport.made(), 0, "the number of clients for no URLs",
                 "an empty list gives an empty result, and no client is made.");
  });
}

/// Fails unless scrape refuses the numbers, for two URLs and for none.
void expect_refused(int at_once, milliseconds limit, const std::string& which) {
  for (const Urls& urls : {Urls{"a", "b"}, Urls{}}) {
    FakeTransport transport([](const std::string& url, auto) { return respond(url); });
    const std::string said = "scrape of " + std::to_string(urls.size()) + " URLs with " + which;
    const std::string rule =
        " The contract: std::invalid_argument if at_once or limit is not positive.";
    try {
      scrape(urls, at_once, limit, transport);
      fail(said + " did not throw." + rule);
    } catch (const std::invalid_argument&) {
    } catch (...) {
      fail(said + " threw something else." + rule);
    }
    expect_equal(transport.made(), 0, "the number of clients for " + said,
                 "std::invalid_argument, before a client is made.");
  }
}

TEST(Scrape, RefusesNumbersThatAreNotPositive) {
  explore([] {
    expect_refused(0, kLong, "at_once = 0");
    expect_refused(-1, kLong, "at_once = -1");
    expect_refused(2, milliseconds(0), "limit = 0");
    expect_refused(2, milliseconds(-5), "limit = -5 ms");
  });
}

/// There are so many clients, and no more.
void expect_failure_to_connect_is_handed_on(int most_clients) {
  FakeTransport transport([](const std::string& url, auto) { return respond(url); }, most_clients);
  try {
    scrape({"a", "b", "c"}, 2, kLong, transport);
    // Who does with fewer clients than at_once has not met the failure.
    expect_that(most_clients > 0 && transport.made() <= most_clients,
                "scrape did not throw, although connect throws. The contract: what "
                "transport.connect throws leaves scrape.");
  } catch (const NoMoreClients&) {
  } catch (...) {
    fail("scrape threw something else than what transport.connect had thrown.");
  }
  expect_equal(transport.left(), 0, "the number of clients that were left when connect had thrown",
               "by then all clients are gone.");
}

TEST(Scrape, HandsOnWhatConnectThrows) {
  explore([] { expect_failure_to_connect_is_handed_on(0); });
}

TEST(Scrape, HandsOnWhatTheSecondConnectThrows) {
  explore([] { expect_failure_to_connect_is_handed_on(1); });
}

TEST(ScrapeConcurrent, RequestsAreUnderWayAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(3);
        FakeTransport transport([&](const std::string& url, auto) {
          meeting.arrive_and_wait();
          return respond(url);
        });
        expect_equal(scrape({"a", "b", "c", "d"}, 3, kLong, transport),
                     Pages{page("a"), page("b"), page("c"), page("d")}, "the pages of a to d");
      },
      {.schedules = 1'000});
}

/// A server that answers as soon as all other requests of the test have been answered.
class LastServer {
 public:
  explicit LastServer(int others) : others_(others) {}

  void other_is_answered() {
    const std::scoped_lock lock(mutex_);
    --others_;
    changed_.notify_one();
  }

  /// How many others have not been answered, and will not be before this one is: after an hour of
  /// virtual time, which passes only when nobody can do anything.
  int wait_for_others() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::hours(1), [&] { return others_ == 0; });
    return others_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int others_;  // guarded by mutex_
};

void expect_none_held_up(int count, int others) {
  expect_that(count == 0,
              "unbalanced: 2 requests may be under way, and while a server took long "
              "to answer one, " +
                  std::to_string(count) + " of the " + std::to_string(others) +
                  " other URLs had to wait for it. The contract: as soon as "
                  "one request has ended, whichever it is, the next begins, however "
                  "long the others take.");
}

void expect_slow_page_holds_up_nobody(const Urls& urls) {
  const int others = static_cast<int>(urls.size()) - 1;
  LastServer last(others);
  FakeTransport transport([&](const std::string& url, auto) {
    if (url == "slow") {
      expect_none_held_up(last.wait_for_others(), others);
    } else {
      last.other_is_answered();
    }
    return respond(url);
  });
  scrape(urls, 2, kLong, transport);
}

TEST(ScrapeConcurrent, ASlowFirstPageHoldsUpNobody) {
  explore(
      [] {
        // So many that a share of them has more than one.
        expect_slow_page_holds_up_nobody({"slow", "b", "c", "d", "e", "f", "g", "h", "i"});
      },
      {.schedules = 1'000, .exact_time = true});
}

TEST(ScrapeConcurrent, ASlowSecondPageHoldsUpNobody) {
  explore(
      [] {
        expect_slow_page_holds_up_nobody({"a", "slow", "c", "d"});
      },
      {.schedules = 1'000, .exact_time = true});
}

// The same with a real server. It runs on threads of its own, which the explorer does not control.

class RealTransport : public Transport {
 public:
  std::unique_ptr<Client> connect() override { return std::make_unique<RealClient>(); }

 private:
  class RealClient : public Client {
   public:
    Response get(const std::string& url) override { return ask(url, std::nullopt); }
    Response get(const std::string& url, milliseconds limit) override { return ask(url, limit); }

   private:
    Response ask(const std::string& url, std::optional<milliseconds> limit) {
      interleave::HttpResponse response = client_.get(url, limit);
      return {response.status, std::move(response.body)};
    }

    interleave::HttpClient client_;
  };
};

/// Why there is no page at `url`, by asking for it once.
std::string reason(const std::string& url) {
  try {
    RealTransport().connect()->get(url, kLong);
  } catch (const std::exception& failure) {
    return failure.what();
  }
  return "a response";
}

TEST(Scrape, FetchesPagesFromARealServer) {
  const interleave::HttpServer server;
  const interleave::DeafPort nobody;
  // A name that is too long for the question whether it exists to be sent anywhere.
  const std::string no_such_host = "http://" + std::string(64, 'x') + ".invalid/";
  const Urls urls{server.url("/page/1"),     server.url("/pieces/2"), server.url("/status/404"),
                  server.url("/cut/3"),      nobody.url("/page/4"),   no_such_host,
                  server.url("/status/500"), server.url("/page/5")};
  const Pages expected{page("1"),
                       page("2"),
                       no_page("status 404"),
                       no_page(reason(urls.at(3))),
                       no_page(reason(urls.at(4))),
                       no_page(reason(urls.at(5))),
                       no_page("status 500"),
                       page("5")};
  RealTransport transport;
  expect_equal(scrape(urls, 3, kLong, transport), expected,
               "what became of 8 URLs: a page; a page that comes in pieces; status 404; cut off in "
               "the middle; a port where nobody listens; a host that does not exist; status 500; a "
               "page",
               "scrape returns what became of each URL, in the order of urls.");
  expect_that(server.most_inside() <= 3,
              "too many at once: the server had " + std::to_string(server.most_inside()) +
                  " requests at the same time. The contract: at most at_once, which was 3.");
}

TEST(Scrape, ARealServerThatNeverAnswersIsGivenUp) {
  const interleave::HttpServer server;
  RealTransport transport;
  const Pages pages =
      scrape({server.url("/never/1"), server.url("/never/2")}, 2, milliseconds(50), transport);
  if (server.stalled()) {
    fail(
        "hang: the server never answers, and the requests had no limit of time: all threads waited "
        "for ever, until the grader stopped the server. The contract: each request has all of "
        "limit for itself.");
    return;
  }
  const std::string why = "no answer within 50 ms";
  expect_equal(pages, Pages{no_page(why), no_page(why)},
               "what became of 2 URLs that are never answered");
}

TEST(ScrapeConcurrent, RequestsMeetAtARealServer) {
  const interleave::HttpServer server;
  RealTransport transport;
  scrape({server.url("/meet/3/1"), server.url("/meet/3/2"), server.url("/meet/3/3")}, 3, kLong,
         transport);
  const int most = server.most_inside();
  expect_that(
      !server.stalled(),
      std::string(most == 1 ? "serial" : "too few at once") +
          ": the server answers as soon as it has 3 requests at the same time; only " +
          std::to_string(most) +
          " came, and then all threads waited for ever, until the grader stopped the "
          "server. The contract: at_once requests are under way while there are URLs left.");
}

TEST(ScrapeConcurrent, ASlowPageOfARealServerHoldsUpNobody) {
  const interleave::HttpServer server;
  RealTransport transport;
  const std::string slow = "/last/3/slow";
  scrape({server.url(slow), server.url("/page/2"), server.url("/page/3"), server.url("/page/4")}, 2,
         kLong, transport);
  if (!server.stalled()) return;
  Urls others = server.asked();
  std::erase(others, slow);
  expect_none_held_up(3 - static_cast<int>(others.size()), 3);
}

}  // namespace
