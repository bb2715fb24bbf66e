"""What all peers in Python share; they print what they have measured as Google Benchmark does."""

import argparse
import concurrent.futures
import json
import multiprocessing
import os
import re
import time

WORKERS = len(os.sched_getaffinity(0))  # as std::thread::hardware_concurrency() counts


def serially(function, items):
    return list(map(function, items))


def on_threads(function, items):
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as executor:
        return list(executor.map(function, items))


def by_processes(function, items):
    with multiprocessing.Pool(WORKERS) as pool:
        return pool.map(function, items, chunksize=1)


def is_prime(number):
    if number < 2 or number % 2 == 0:
        return number == 2
    divisor = 3
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 2
    return True


class Report:
    """Takes the options of a Google Benchmark program, and leaves its JSON where they say."""

    def __init__(self):
        parser = argparse.ArgumentParser()
        parser.add_argument("--benchmark_filter", default=".")
        parser.add_argument("--benchmark_min_time")  # each way is measured once
        parser.add_argument("--benchmark_out_format", choices=["json"])
        parser.add_argument("--benchmark_out", required=True)
        self.arguments = parser.parse_args()
        self.runs = []

    def measure(self, job, way, size, function, expected=None):
        """Runs `function`, whose result must be `expected` (None: anything), and returns it."""
        name = f"{job}/{way}" + (f"/size:{size}" if size else "")
        if not re.search(self.arguments.benchmark_filter, name):
            return expected
        begin = time.perf_counter()
        result = function()
        took = 1000 * (time.perf_counter() - begin)
        if expected is not None and result != expected:
            self.add_error(name, "gives another result")
        else:
            self.runs.append({"name": name, "real_time": took, "time_unit": "ms"})
        return result

    def add_missing(self, job, way, package):
        """Says in the report that nothing is known of a way, and how to change that."""
        self.add_error(f"{job}/{way}", f"is not installed: sudo apt-get install {package}")

    def add_error(self, name, message):
        self.runs.append({"name": name, "error_occurred": True, "error_message": message})

    def write(self):
        with open(self.arguments.benchmark_out, "w", encoding="utf-8") as file:
            json.dump({"benchmarks": self.runs}, file)
