#!/usr/bin/env python3
"""The jobs of primes_bench.cpp and csv_pool_bench.cpp in Python: one after the other, on a
ThreadPoolExecutor, and on a multiprocessing.Pool. Prints one line for each: job/way and milliseconds.

    peers.py FOLDER_WITH_CSV_FILES
"""

import concurrent.futures
import csv
import multiprocessing
import os
import pathlib
import sys
import time

FIRST, COUNT, STEP, CHUNK, PRIMES = 1_000_000_001, 40_000, 2, 250, 3_874
WORKERS = len(os.sched_getaffinity(0))  # as std::thread::hardware_concurrency() counts


def is_prime(number):
    if number < 2 or number % 2 == 0:
        return number == 2
    divisor = 3
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 2
    return True


def count_primes(chunk):
    numbers = range(FIRST + STEP * CHUNK * chunk, FIRST + STEP * CHUNK * (chunk + 1), STEP)
    return sum(is_prime(number) for number in numbers)


def read_file(path):
    """What one file adds up to: {region: (rows, amount)}, and its bad rows."""
    totals, bad_rows = {}, []
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        next(reader)
        for row in reader:
            try:
                region, _, amount = row
                amount = float(amount)
            except ValueError:
                bad_rows.append((path, reader.line_num))
                continue
            rows, total = totals.get(region, (0, 0.0))
            totals[region] = (rows + 1, total + amount)
    return totals, bad_rows


def combine(reports):
    """The reports in the order of the files, as csv_pool does it."""
    totals, bad_rows = {}, []
    for file_totals, file_bad_rows in reports:
        for region, (rows, amount) in file_totals.items():
            all_rows, all_amount = totals.get(region, (0, 0.0))
            totals[region] = (all_rows + rows, all_amount + amount)
        bad_rows += file_bad_rows
    return totals, bad_rows


def serially(function, items):
    return list(map(function, items))


def on_threads(function, items):
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as executor:
        return list(executor.map(function, items))


def by_processes(function, items):
    with multiprocessing.Pool(WORKERS) as pool:
        return pool.map(function, items, chunksize=1)


def main():
    files = sorted(str(path) for path in pathlib.Path(sys.argv[1]).glob("*.csv"))
    expected = None
    for way in (serially, on_threads, by_processes):
        begin = time.perf_counter()
        primes = sum(way(count_primes, range(COUNT // CHUNK)))
        print(f"primes/{way.__name__} {1000 * (time.perf_counter() - begin):.3f}", flush=True)
        begin = time.perf_counter()
        report = combine(way(read_file, files))
        print(f"csv/{way.__name__} {1000 * (time.perf_counter() - begin):.3f}", flush=True)
        expected = expected or report
        if primes != PRIMES or report != expected:
            sys.exit("peers.py: another result")


if __name__ == "__main__":
    main()
