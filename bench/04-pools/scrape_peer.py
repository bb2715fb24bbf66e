#!/usr/bin/env python3
"""The pages of scrape_bench.cpp, fetched in C++ and in Python, from the same server.

    bench/04-pools/scrape_peer.py              your answer in lessons/
    bench/04-pools/scrape_peer.py --solution   the reference solution

200 pages, for each of which the server takes 20 ms: one after the other, and so many at once. In
Python concurrent.futures.ThreadPoolExecutor maps over the pages, with an http.client connection in
each thread, as in C++ each worker has a client that keeps its connection. Each number is the median
of so many runs (5, or --runs N), the two taking turns; `ideal` is what waiting alone takes. A minute
or two, most of it waiting for pages that are fetched one after the other. Needs Python 3.8, and
nothing installed.
"""

import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import statistics
import subprocess
import threading
import time
import urllib.parse

PAGES = 200
LATE_MS = 20
AT_ONCE = [1, 4, 16, 64]  # the same as in scrape_bench.cpp
LIMIT_S = 60


def build(solution):
    """Returns the benchmark, which is also the server."""
    root = pathlib.Path(__file__).resolve().parents[2]
    folder = root / "build" / ("bench-solution" if solution else "bench")
    answers = "solutions" if solution else "lessons"
    quiet = {"cwd": root, "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run(["cmake", "--preset", "bench", "-B", folder,
                    f"-DINTERLEAVE_ANSWERS={answers}"], **quiet)
    subprocess.run(["cmake", "--build", folder, "--target", "scrape_bench"], **quiet)
    return folder / "scrape_bench"


def fetcher(server):
    """Returns what fetches a page by its path, over a connection of the calling thread."""
    address = urllib.parse.urlsplit(server).netloc
    of_thread = threading.local()

    def fetch(path):
        if not hasattr(of_thread, "connection"):
            of_thread.connection = http.client.HTTPConnection(address, timeout=LIMIT_S)
        try:
            of_thread.connection.request("GET", path)
            return of_thread.connection.getresponse().read(), None
        except (OSError, http.client.HTTPException) as error:
            of_thread.connection.close()
            return None, error

    return fetch


def in_python(server, at_once):
    """Milliseconds for all pages."""
    paths = [f"/late/{LATE_MS}/{page}" for page in range(PAGES)]
    fetch = fetcher(server)
    began = time.perf_counter()
    if at_once == 1:
        pages = [fetch(path) for path in paths]
    else:
        with concurrent.futures.ThreadPoolExecutor(at_once) as executor:
            pages = list(executor.map(fetch, paths))
    took = time.perf_counter() - began
    for page, (body, error) in enumerate(pages):
        if error is not None or body != f"page {page}".encode():
            raise SystemExit(f"page {page} is not there: {error or body}")
    return 1000 * took


def in_cpp(program, server):
    """Milliseconds for all pages, for each number at once."""
    ran = subprocess.run([program, "--benchmark_format=json"], check=True, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL,
                         env={**os.environ, "INTERLEAVE_SERVER": server})
    took = {}
    for run in json.loads(ran.stdout)["benchmarks"]:
        if run.get("error_occurred"):
            raise SystemExit(f"{run['name']}: {run['error_message']}")
        name = run["name"].split("/")  # serial/real_time, answer/16/real_time
        took[1 if name[0] == "serial" else int(name[1])] = run["real_time"]
    return took


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--solution", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()

    program = build(arguments.solution)
    cpp = {at_once: [] for at_once in AT_ONCE}
    python = {at_once: [] for at_once in AT_ONCE}
    with subprocess.Popen([program, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as server:
        url = server.stdout.readline().strip()
        for _ in range(arguments.runs):
            for at_once, took in in_cpp(program, url).items():
                cpp[at_once].append(took)
            for at_once in AT_ONCE:
                python[at_once].append(in_python(url, at_once))
        server.stdin.close()

    print(f"{PAGES} pages of {LATE_MS} ms each, milliseconds; median of {arguments.runs} runs, on "
          f"{os.cpu_count()} processors\n")
    print("at once    ideal      C++  speedup   Python  speedup  Python / C++")
    first = AT_ONCE[0]
    for at_once in AT_ONCE:
        ideal = -(-PAGES // at_once) * LATE_MS
        ours, theirs = statistics.median(cpp[at_once]), statistics.median(python[at_once])
        print(f"{at_once:7}  {ideal:7.0f}  {ours:7.0f}  {statistics.median(cpp[first]) / ours:7.1f}"
              f"  {theirs:7.0f}  {statistics.median(python[first]) / theirs:7.1f}"
              f"  {theirs / ours:12.2f}")


if __name__ == "__main__":
    main()
