#!/usr/bin/env python3
"""The pages of bench/support/pages.hpp, fetched in Python, on threads that each keep a connection, and
on an event loop that makes one for each page.

    scrape_peers.py SERVER JOB ...    the program that serves them; "scrape" or "scrape on a loop"
"""

import asyncio
import concurrent.futures
import functools
import http.client
import subprocess
import sys
import threading
import urllib.parse

import ways

PAGES, LATE_MS, LIMIT_S = 200, 20, 60
AT_ONCE = [4, 16, 64]
PATHS = [f"/late/{LATE_MS}/{page}" for page in range(PAGES)]


def with_threads(address, at_once):
    """How many came."""
    of_thread = threading.local()

    def fetch(path):
        if not hasattr(of_thread, "connection"):
            of_thread.connection = http.client.HTTPConnection(address, timeout=LIMIT_S)
        of_thread.connection.request("GET", path)
        return of_thread.connection.getresponse().read()

    if at_once == 1:
        return sum(1 for path in PATHS if fetch(path))
    with concurrent.futures.ThreadPoolExecutor(at_once) as executor:
        return sum(1 for body in executor.map(fetch, PATHS) if body)


def with_asyncio(address, at_once):
    """The same, as async_scrape does it: so many workers, of which each takes the next page."""
    host, port = address.split(":")
    bodies = []
    rest = iter(PATHS)

    async def ask(path):
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(f"GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n".encode())
            return (await reader.read()).partition(b"\r\n\r\n")[2]
        finally:
            writer.close()

    async def work():
        for path in rest:
            bodies.append(await asyncio.wait_for(ask(path), LIMIT_S))

    async def work_together():
        await asyncio.gather(*(work() for _ in range(at_once)))

    asyncio.run(work_together())
    return sum(1 for body in bodies if body)


def main():
    program, job = sys.argv.pop(1), sys.argv.pop(1)
    name, fetch_all = {"scrape": ("ThreadPoolExecutor", with_threads),
                       "scrape on a loop": ("asyncio", with_asyncio)}[job]
    report = ways.Report()
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as server:
        address = urllib.parse.urlsplit(server.stdout.readline().strip()).netloc
        for at_once in (1, *AT_ONCE):
            way = "python serial" if at_once == 1 else f"python {name}/workers:{at_once}"
            report.measure(job, way, PAGES, functools.partial(fetch_all, address, at_once), PAGES)
        server.stdin.close()
    report.write()


if __name__ == "__main__":
    main()
