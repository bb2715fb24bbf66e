#!/usr/bin/env python3
"""The jobs of chunking_bench.cpp in Python: one after the other, and on a multiprocessing.Pool that
maps over chunks. Prints one line for each: job/way and milliseconds.

    chunk_peers.py TEXT        what `chunking_bench text TEXT` has written
"""

import collections
import functools
import heapq
import itertools
import operator
import os
import sys
import time

from peers import by_processes, is_prime, serially

PRIMES_BELOW, BLOCK = 200_000, 2_000  # a tenth of chunking_bench.cpp's: Python takes its time
TEXT_CHUNK = 1 << 20
RECORDS, RUNS = 1_000_000, 16
NUMBERS, SHARES = 50_000_000, 16


def count_primes(first):
    return sum(map(is_prime, range(first, first + BLOCK)))


def count_words(chunk):
    """Of the words that begin in the chunk [first, last) of a file of UTF-8 text."""
    path, first, last = chunk
    with open(path, "rb") as file:
        file.seek(max(0, first - 1))
        data = file.read(last - first + (first > 0))
        while not data[-1:].isspace() and (more := file.read(1)):
            data += more  # the last word ends behind the chunk
    if first > 0:  # what began before belongs to the chunk before
        data = data[next((i for i, byte in enumerate(data) if byte in b" \t\n\r"), len(data)):]
    return collections.Counter(data.decode().split())


def make_records(run):
    """Keys in no order, the same in each call."""
    return [(key * 7_919 % 250_007, key) for key in range(run, RECORDS, RUNS)]


def sort_run(run):
    return sorted(make_records(run), key=operator.itemgetter(0))


def sum_share(share):
    size = NUMBERS // SHARES
    return sum(number % 1000 for number in range(share * size, (share + 1) * size))


def merge(runs):
    return list(heapq.merge(*runs, key=operator.itemgetter(0)))


def sort_all(_function, runs):
    """What nobody would cut in pieces without a need."""
    return [sorted(itertools.chain.from_iterable(map(make_records, runs)),
                   key=operator.itemgetter(0))]


def main():
    path = sys.argv[1]
    size = os.path.getsize(path)
    chunks = [(path, first, min(size, first + TEXT_CHUNK)) for first in range(0, size, TEXT_CHUNK)]
    jobs = {
        "primes": (count_primes, range(0, PRIMES_BELOW, BLOCK), sum),
        "words": (count_words, chunks, functools.partial(functools.reduce, operator.iadd)),
        "sort": (sort_run, range(RUNS), merge),
        "sum": (sum_share, range(SHARES), sum),
    }
    for job, (function, parts, combine) in jobs.items():
        results = []
        serial = sort_all if job == "sort" else serially
        for name, way in ("serially", serial), ("by_processes", by_processes):
            begin = time.perf_counter()
            results.append(combine(way(function, parts)))
            print(f"{job}/{name} {1000 * (time.perf_counter() - begin):.3f}", flush=True)
        if results[0] != results[1]:
            sys.exit(f"chunk_peers.py: {job}: another result")


if __name__ == "__main__":
    main()
