#include "async_scrape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <ostream>
#include <stdexcept>
#include <utility>

#include "support/expect.hpp"
#include "support/loopback.hpp"
#include "support/page_server.hpp"

void PrintTo(const Page& page, std::ostream* out) {
  *out << (page.body.empty() && page.error.empty() ? "an empty page" : page.body);
  if (!page.error.empty()) *out << (page.body.empty() ? "" : " and ") << "no page: " << page.error;
}

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::fail;
using interleave::PageServer;
using interleave::PageServerReport;
using std::chrono::milliseconds;
using Urls = std::vector<std::string>;
using Pages = std::vector<Page>;

/// So long that no test ends by it.
constexpr milliseconds kLong = std::chrono::hours(1);

constexpr const char* kInOrder = "what became of each URL, in the order of urls.";
constexpr const char* kAlone = "a failure is the failure of its URL alone.";
constexpr const char* kReasons = "error says why there is no page, in the words of the contract.";

Page page(const std::string& name) { return {"page " + name, ""}; }
Page no_page(const std::string& why) { return {"", why}; }

/// What async_scrape returns. Nothing may leave it.
Pages scraped(const Urls& urls, int at_once, milliseconds limit = kLong) {
  try {
    return async_scrape(urls, at_once, limit);
  } catch (const std::exception& error) {
    fail(std::string("async_scrape threw \"") + error.what() +
         "\". The contract: a failure is the failure of its URL alone.");
  } catch (...) {
    fail("async_scrape threw something. The contract: a failure is the failure of its URL alone.");
  }
  return {};
}

/// Every page of the server that is named in `paths`.
Urls urls_of(const PageServer& server, const std::vector<std::string>& paths) {
  Urls urls;
  for (const std::string& path : paths) urls.push_back(server.url(path));
  return urls;
}

/// The paths /page/0, /page/1, ...
std::vector<std::string> many(int count) {
  std::vector<std::string> paths;
  for (int i = 0; i < count; ++i) paths.push_back("/page/" + std::to_string(i));
  return paths;
}

/// Whatever else a test is about.
void expect_good_manners(const PageServerReport& report, int at_once) {
  expect_that(report.most_under_way <= at_once,
              "too many at once: " + std::to_string(report.most_under_way) +
                  " requests were under way at the same time: the server had not answered them in "
                  "full. The contract: at most at_once, which was " +
                  std::to_string(at_once) + '.');
  expect_that(report.most_kept_open == 0,
              "descriptor leak: the server had closed " + std::to_string(report.most_kept_open) +
                  " connections whose other ends were still open when nothing was left to read "
                  "from them. The contract: a connection is closed as soon as the server has "
                  "closed it.");
  expect_that(report.most_threads <= 1,
              "async_scrape ran on " + std::to_string(report.most_threads) +
                  " threads. The contract: all of it on the calling thread; no other thread is "
                  "started.");
}

void expect_enough_at_once(const PageServerReport& report, int at_once) {
  if (!report.too_few) return;
  const auto& [under_way, expected, ended] = *report.too_few;
  fail((report.most_under_way == 1 ? "serial" : "too few at once") + std::string(": ") +
       std::to_string(ended) + " requests had ended, " + std::to_string(under_way) +
       " were under way, and nothing more came before the server did something. There was work "
       "for " +
       std::to_string(expected) + ": at_once was " + std::to_string(at_once) +
       ". The contract: as soon as one has ended, whichever it is, another begins.");
}

TEST(AsyncScrape, FetchesAPage) {
  PageServer server({.pages = 1});
  expect_equal(scraped({server.url("/page/1")}, 1), Pages{page("1")}, "what became of one URL");
  expect_good_manners(server.stop(), 1);
}

// The server answers the youngest first.
TEST(AsyncScrape, PagesStandInTheOrderOfTheUrls) {
  PageServer server({.pages = 5, .at_once = 3});
  expect_equal(scraped(urls_of(server, many(5)), 3),
               Pages{page("0"), page("1"), page("2"), page("3"), page("4")},
               "the pages of five URLs, of which the first two are answered last", kInOrder);
  expect_good_manners(server.stop(), 3);
}

TEST(AsyncScrape, AsksForEachUrlOnce) {
  PageServer server({.pages = 3, .at_once = 2});
  expect_equal(scraped(urls_of(server, {"/page/a", "/page/b", "/page/a"}), 2),
               Pages{page("a"), page("b"), page("a")},
               "the pages of three URLs, of which the first and the last are the same", kInOrder);
  std::vector<std::string> asked = server.stop().asked;
  std::sort(asked.begin(), asked.end());
  expect_equal(
      asked, std::vector<std::string>{"/page/a", "/page/a", "/page/b"},
      "what the server was asked for, sorted",
      "each element of urls is asked for exactly once; one that stands there twice, twice.");
}

TEST(AsyncScrape, ReadsAResponseThatComesInPieces) {
  PageServer server({.pages = 2, .at_once = 2});
  expect_equal(scraped(urls_of(server, {"/pieces/1", "/pieces/2"}), 2), Pages{page("1"), page("2")},
               "two pages that come byte by byte",
               "the end of the response is where the server closes the connection.");
  expect_good_manners(server.stop(), 2);
}

TEST(AsyncScrape, ThePageIsAllThatComesUntilTheConnectionIsClosed) {
  const std::string all = interleave::many_bytes();
  for (const std::string& stated : {std::to_string(all.size()), std::string("4")}) {
    PageServer server({.pages = 1});
    const Pages pages = scraped({server.url("/bytes/" + stated)}, 1);
    server.stop();
    expect_equal(pages.size(), 1U, "the number of pages");
    for (const Page& page : pages) {
      expect_that(page == Page{all, ""},
                  "a page of " + std::to_string(all.size()) +
                      " bytes, zeros among them, whose Content-Length is " + stated +
                      ", came with " + std::to_string(page.body.size()) +
                      " bytes, or not the same ones, and as \"" + page.error +
                      "\". The contract: the end of the response is where the server closes the "
                      "connection, and nothing that comes before.");
    }
  }
}

TEST(AsyncScrape, TellsWhyThereIsNoPage) {
  const interleave::DeafPort nobody;
  PageServer server({.pages = 5, .at_once = 2});
  Urls urls = urls_of(server, {"/status/404", "/cut/1", "/reset/2", "/mute/3", "/status/500"});
  urls.push_back(nobody.url("/page/4"));
  expect_equal(
      scraped(urls, 2),
      Pages{no_page("status 404"), no_page("cut off"), no_page("cut off"), no_page("cut off"),
            no_page("status 500"), no_page("no connection")},
      "what became of six URLs: status 404; closed in the middle of the page; reset there; "
      "closed without a byte; status 500; a port where nobody listens",
      kReasons);
  expect_good_manners(server.stop(), 2);
}

TEST(AsyncScrape, MalformedUrlsAreNotAskedFor) {
  PageServer server({.pages = 1});
  const std::string good = server.url("/page/1");
  const Urls urls{"",
                  "page",
                  "ftp" + good.substr(4),
                  "http://somewhere.invalid:80/",
                  "http://127.0.0.1/page/1",
                  "http://127.0.0.1:70000/",
                  "http://1.2.3:80/",
                  good + " HTTP/1.0",
                  good};
  Pages expected(urls.size() - 1, no_page("malformed url"));
  expected.push_back(page("1"));
  expect_equal(scraped(urls, 1), expected, "what became of 8 malformed URLs and a good one",
               kReasons);
  expect_equal(server.stop().asked, std::vector<std::string>{"/page/1"},
               "what the server was asked for", "a URL that is malformed is not asked for.");
}

TEST(AsyncScrape, AFailureIsTheFailureOfItsUrlAlone) {
  const interleave::DeafPort nobody;
  PageServer server({.pages = 4});
  Urls urls = urls_of(server, {"/cut/1", "/page/2", "/reset/3", "/page/4"});
  urls.insert(urls.begin() + 2, nobody.url("/"));
  expect_equal(
      scraped(urls, 1),
      Pages{no_page("cut off"), page("2"), no_page("no connection"), no_page("cut off"), page("4")},
      "what became of five URLs, of which three have no page, one at a time", kAlone);
  expect_good_manners(server.stop(), 1);
}

TEST(AsyncScrape, DoesNotTryAgain) {
  PageServer server({.pages = 3});
  scraped(urls_of(server, {"/cut/1", "/mute/2", "/status/503"}), 1);
  std::vector<std::string> asked = server.stop().asked;
  std::sort(asked.begin(), asked.end());
  expect_equal(asked, std::vector<std::string>{"/cut/1", "/mute/2", "/status/503"},
               "what the server was asked for, sorted, when all of it fails",
               "nothing is asked again.");
}

// While a response comes in pieces, its request is still under way.
TEST(AsyncScrape, ARequestIsUnderWayUntilItsResponseIsThere) {
  PageServer server({.pages = 5, .at_once = 2});
  scraped(urls_of(server, {"/pieces/1", "/pieces/2", "/page/3", "/cut/4", "/pieces/5"}), 2);
  expect_good_manners(server.stop(), 2);
}

TEST(AsyncScrape, MoreAtOnceThanThereAreUrls) {
  PageServer server({.pages = 2, .at_once = 2});
  expect_equal(scraped(urls_of(server, many(2)), 1'000), Pages{page("0"), page("1")},
               "the pages of two URLs, of which 1000 may be under way", kInOrder);
  expect_good_manners(server.stop(), 2);
}

// These can only time out, on whatever machine; and nothing can make four of them, two at a time,
// take less than two limits, if each has all of it.
TEST(AsyncScrape, EachRequestHasALimitForItself) {
  constexpr milliseconds kLimit(400);  // longer than a busy machine lets anybody wait
  PageServer server({.pages = 4, .at_once = 2, .limit = kLimit});
  const Urls urls = urls_of(server, {"/never/1", "/trickle/2", "/never/3", "/never/4"});
  const auto begin = std::chrono::steady_clock::now();
  expect_equal(scraped(urls, 2, kLimit), Pages(4, no_page("no answer in time")),
               "what became of four URLs, of which the second is answered byte by byte without an "
               "end, and the others not at all",
               kReasons);
  const auto took =
      std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
  const PageServerReport report = server.stop();
  expect_good_manners(report, 2);
  if (report.most_under_way > 2) return;
  expect_that(
      took >= 2 * kLimit,
      "four requests that are never answered, two at a time, took " + std::to_string(took.count()) +
          " ms. The contract: each request has all of limit, which was 400 ms, for itself.");
}

TEST(AsyncScrape, GivesNothingForNothing) {
  expect_equal(scraped({}, 3), Pages{}, "what became of no URLs");
}

/// Fails unless async_scrape refuses the numbers, for two URLs and for none.
void expect_refused(int at_once, milliseconds limit, const std::string& which) {
  PageServer server({.pages = 2});
  for (const Urls& urls : {urls_of(server, many(2)), Urls{}}) {
    const std::string said =
        "async_scrape of " + std::to_string(urls.size()) + " URLs with " + which;
    const std::string rule =
        " The contract: std::invalid_argument if at_once or limit is not positive.";
    try {
      async_scrape(urls, at_once, limit);
      fail(said + " did not throw." + rule);
    } catch (const std::invalid_argument&) {
    } catch (...) {
      fail(said + " threw something else." + rule);
    }
  }
  expect_equal(server.stop().asked.size(), 0U, "the requests that were made with " + which,
               "std::invalid_argument, before anything is asked.");
}

TEST(AsyncScrape, RefusesNumbersThatAreNotPositive) {
  expect_refused(0, kLong, "at_once 0");
  expect_refused(-1, kLong, "at_once -1");
  expect_refused(2, milliseconds(0), "a limit of 0");
  expect_refused(2, milliseconds(-1), "a limit of -1 ms");
}

TEST(AsyncScrape, AThousandRequestsOnOneThread) {
  constexpr int kPages = 1'000;
  PageServer server({.pages = kPages, .at_once = 50, .things_a_turn = 25});
  Pages expected;
  for (int i = 0; i < kPages; ++i) expected.push_back(page(std::to_string(i)));
  const Pages pages = scraped(urls_of(server, many(kPages)), 50);
  const auto [first, wanted] =
      std::mismatch(pages.begin(), pages.end(), expected.begin(), expected.end());
  if (first != pages.end() && wanted != expected.end()) {
    expect_equal(*first, *wanted,
                 "page " + std::to_string(first - pages.begin()) + " of 1000, the first wrong one",
                 kInOrder);
  }
  expect_equal(pages.size(), expected.size(), "the number of pages");
  const PageServerReport report = server.stop();
  expect_equal(report.asked.size(), expected.size(), "the number of requests for 1000 URLs");
  expect_good_manners(report, 50);
}

TEST(AsyncScrapeConcurrent, AsManyAreUnderWayAsMayBe) {
  PageServer server({.pages = 9, .at_once = 3});
  scraped(urls_of(server, many(9)), 3);
  expect_enough_at_once(server.stop(), 3);
}

TEST(AsyncScrapeConcurrent, AStalledPeerHoldsUpNobody) {
  PageServer server({.pages = 5, .at_once = 2});
  scraped(urls_of(server, {"/last/0", "/page/1", "/page/2", "/page/3", "/page/4"}), 2);
  expect_enough_at_once(server.stop(), 2);
}

TEST(AsyncScrapeConcurrent, AFailureMakesRoomForTheNext) {
  const interleave::DeafPort nobody;
  PageServer server({.pages = 7, .at_once = 2});
  Urls urls = urls_of(
      server, {"/cut/1", "/mute/2", "/reset/3", "/status/404", "/page/4", "/page/5", "/page/6"});
  urls.insert(urls.begin() + 4, nobody.url("/"));
  urls.insert(urls.begin() + 4, "malformed");
  scraped(urls, 2);
  expect_enough_at_once(server.stop(), 2);
}

TEST(AsyncScrapeConcurrent, FiftyAtOnce) {
  PageServer server({.pages = 200, .at_once = 50, .things_a_turn = 25});
  scraped(urls_of(server, many(200)), 50);
  expect_enough_at_once(server.stop(), 50);
}

}  // namespace
