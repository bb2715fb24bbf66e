#!/usr/bin/env python3
"""The jobs of bench/jobs/pool_primes_bench.cpp and bench/04-pools/csv_pool_bench.cpp in Python: one
after the other, on a ThreadPoolExecutor, and on a multiprocessing.Pool.

    pool_peers.py FOLDER ...      where the CSV files are that csv_pool_bench has made
"""

import csv
import functools
import pathlib
import sys

import ways

FIRST, COUNT, STEP, CHUNK, PRIMES = 1_000_000_001, 40_000, 2, 250, 3_874
CSV_BYTES = 10_000_000  # the smallest size


def count_primes(chunk):
    numbers = range(FIRST + STEP * CHUNK * chunk, FIRST + STEP * CHUNK * (chunk + 1), STEP)
    return sum(ways.is_prime(number) for number in numbers)


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


def main():
    folder = pathlib.Path(sys.argv.pop(1), f"csv_pool_data.{CSV_BYTES}")
    files = sorted(str(path) for path in folder.glob("*.csv"))
    report = ways.Report()
    expected = None
    for name, way in (("serial", ways.serially), ("ThreadPoolExecutor", ways.on_threads),
                      ("multiprocessing.Pool", ways.by_processes)):
        report.measure("primes in a pool", "python " + name, COUNT,
                       functools.partial(lambda w: sum(w(count_primes, range(COUNT // CHUNK))), way),
                       PRIMES)
        expected = report.measure("csv", "python " + name, CSV_BYTES,
                                  functools.partial(lambda w: combine(w(read_file, files)), way),
                                  expected)
    report.write()


if __name__ == "__main__":
    main()
