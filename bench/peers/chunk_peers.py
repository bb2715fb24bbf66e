#!/usr/bin/env python3
"""The jobs of bench/07-chunking in Python: one after the other, on a multiprocessing.Pool that maps
over chunks, and with numpy and numba where they are. At the smallest sizes: Python takes its time.
"""

import array
import collections
import functools
import heapq
import operator

import ways

try:
    import numpy
except ImportError:
    numpy = None
try:
    import numba
except ImportError:
    numba = None

PRIMES_BELOW, BLOCK = 125_000, 2_000
TEXT_BYTES, TEXT_CHUNK = 4 << 20, 1 << 18
RECORDS, RUNS = 62_500, 4
NUMBERS, SHARES = 5_000_000, 4


def random_numbers(seed):
    """The ones of the benchmarks in C++."""
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        yield seed >> 33


def count_primes(first):
    return sum(map(ways.is_prime, range(first, min(first + BLOCK, PRIMES_BELOW))))


def make_text():
    """As make_text in word_count_bench.cpp, as long as its smallest text."""
    syllables = ["ka", "lo", "mi", "été", "한", "글", "ne", "ru", "so", "ti"]
    separators = [" ", " ", " ", " ", "\n", "\t", "\u3000"]
    random = random_numbers(20231218)
    parts, size = [], 0
    while size < TEXT_BYTES:
        word = "".join(syllables[next(random) % 10] for _ in range(1 + next(random) % 3))
        parts += [word, separators[next(random) % 7]]
        size += len(word.encode()) + len(parts[-1].encode())
    return "".join(parts)


def count_words(chunk):
    first, last = chunk
    return collections.Counter(TEXT[first:last].split())


def cut_text():
    """Between words."""
    cuts = [0]
    while cuts[-1] < len(TEXT):
        end = TEXT.find(" ", cuts[-1] + TEXT_CHUNK)
        cuts.append(len(TEXT) if end < 0 else end)
    return list(zip(cuts, cuts[1:]))


def make_records():
    return [(number % 250_000, at)
            for at, number in zip(range(RECORDS), random_numbers(4))]


def sort_run(run):
    size = -(-RECORDS // RUNS)
    return sorted(RECORD_LIST[run * size:(run + 1) * size], key=operator.itemgetter(0))


def merge(runs):
    return list(heapq.merge(*runs, key=operator.itemgetter(0)))


def sum_share(share):
    size = NUMBERS // SHARES
    return sum(memoryview(NUMBER_ARRAY)[share * size:(share + 1) * size])


# Processes of a Pool are forked, and find these.
TEXT = make_text()
RECORD_LIST = make_records()
NUMBER_ARRAY = array.array("i", (number % 1000 for number in range(NUMBERS)))


def measure_with_numba(report, expected):
    if numba is None:
        report.add_missing("primes", "python numba", "python3-numba")
        return
    compiled = numba.njit(ways.is_prime)

    @numba.njit(parallel=True)
    def count(end):
        found = 0
        for number in numba.prange(end):
            found += compiled(number)
        return found

    count(10)  # compiles it
    report.measure("primes", "python numba", PRIMES_BELOW, lambda: count(PRIMES_BELOW), expected)


def measure_with_numpy(report, expected):
    if numpy is None:
        for job in ("sum", "sort"):
            report.add_missing(job, "python numpy", "python3-numpy")
        return
    numbers = numpy.frombuffer(NUMBER_ARRAY, dtype=numpy.int32)
    report.measure("sum", "python numpy", NUMBERS, lambda: int(numbers.sum(dtype=numpy.int64)),
                   expected)
    keys = numpy.array([key for key, _ in RECORD_LIST], dtype=numpy.int32)
    report.measure("sort", "python numpy", RECORDS, lambda: len(keys[keys.argsort(kind="stable")]),
                   RECORDS)


def main():
    report = ways.Report()
    jobs = {
        "primes": (PRIMES_BELOW, count_primes, range(0, PRIMES_BELOW, BLOCK), sum),
        "words": (TEXT_BYTES, count_words, cut_text(),
                  functools.partial(functools.reduce, operator.add)),
        "sort": (RECORDS, sort_run, range(RUNS), merge),
        "sum": (NUMBERS, sum_share, range(SHARES), sum),
    }
    results = {}
    for job, (size, function, parts, combine) in jobs.items():
        # Nobody would cut what is to be sorted without a need.
        serial = ((lambda: sorted(RECORD_LIST, key=operator.itemgetter(0))) if job == "sort" else
                  functools.partial(lambda f, p, c: c(ways.serially(f, p)), function, parts, combine))
        results[job] = report.measure(job, "python serial", size, serial)
        report.measure(job, "python multiprocessing.Pool", size,
                       functools.partial(lambda f, p, c: c(ways.by_processes(f, p)), function,
                                         parts, combine), results[job])
    measure_with_numba(report, results["primes"])
    measure_with_numpy(report, results["sum"])
    report.write()


if __name__ == "__main__":
    main()
