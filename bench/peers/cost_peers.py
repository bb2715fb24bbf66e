#!/usr/bin/env python3
"""What threads, processes, tasks, queues and coroutines cost in Python: the jobs of lessons 01, 03, 04,
05 and 06 whose benchmarks ask for the price of one operation.

    cost_peers.py LESSON ...
"""

import asyncio
import functools
import multiprocessing
import os
import queue
import subprocess
import sys
import threading

import ways


def call(count):
    marks = [0] * count
    for i in range(count):
        marks[i] = 1
    return sum(marks)


def on_new_threads(count):
    marks = [0] * count
    threads = [threading.Thread(target=marks.__setitem__, args=(i, 1)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(marks)


def on_executor(count):
    return sum(ways.on_threads(lambda i: 1, range(count)))


def by_subprocesses(count):
    return sum(subprocess.run(["/bin/true"], check=False).returncode == 0 for _ in range(count))


def by_multiprocessing(count):
    processes = []
    for _ in range(count):
        processes.append(multiprocessing.Process(target=os.getpid))
        processes[-1].start()
        processes[-1].join()
    return sum(process.exitcode == 0 for process in processes)


def by_pool_of_processes(count):
    return ways.by_processes(str, range(count))


def through_queue(count):
    numbers = queue.Queue(64)

    def produce():
        for i in range(1, count + 1):
            numbers.put(i)

    producer = threading.Thread(target=produce)
    producer.start()
    total = number = 0
    while number != count:
        number = numbers.get()
        total += number
    producer.join()
    return total


def count_under_lock(count):
    lock = threading.Lock()
    total = 0

    def add(share):
        nonlocal total
        for _ in range(share):
            with lock:
                total += 1

    threads = [threading.Thread(target=add, args=(count // 2,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total


async def await_often(count):
    async def following(number):
        return number + 1

    number = 0
    for _ in range(count):
        number = await following(number)
    return number


async def yield_often(count):
    done = 0

    async def one():
        nonlocal done
        for _ in range(count // 10):
            await asyncio.sleep(0)
            done += 1

    await asyncio.gather(*(one() for _ in range(10)))
    return done


async def set_timers(count):
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    done = 0

    def one():
        nonlocal done
        done += 1
        if done == count:
            ended.set()

    for i in range(count):
        loop.call_at(i * 7919 % 100_003 * 1e-9, one)
    await ended.wait()
    return done


def run(coroutine_function, count):
    return asyncio.run(coroutine_function(count))


# Of each lesson: job, way, size, what does it, what must come of it.
JOBS = {
    "01-threads": [
        ("threads for calls", "serial", 100, call, 100),
        ("threads for calls", "threading.Thread", 100, on_new_threads, 100),
        ("threads for calls", "ThreadPoolExecutor", 100, on_executor, 100),
    ],
    "03-processes": [
        ("processes for calls", "serial", 10, call, 10),
        ("processes for calls", "subprocess", 10, by_subprocesses, 10),
        ("processes for calls", "multiprocessing.Process", 10, by_multiprocessing, 10),
    ],
    "04-pools": [
        ("tasks for processes", "serial", 1_000, lambda n: ways.serially(str, range(n)), None),
        ("tasks for processes", "multiprocessing.Pool", 1_000, by_pool_of_processes, None),
    ],
    "05-locking": [
        ("empty tasks", "serial", 10_000, call, 10_000),
        ("empty tasks", "ThreadPoolExecutor", 10_000, on_executor, 10_000),
        ("numbers through a queue", "serial", 10_000, lambda n: sum(range(n + 1)), 50_005_000),
        ("numbers through a queue", "queue.Queue", 10_000, through_queue, 50_005_000),
        ("a lock, 2 threads", "serial", 100_000, call, 100_000),
        ("a lock, 2 threads", "threading.Lock", 100_000, count_under_lock, 100_000),
    ],
    "06-async": [
        ("coroutines awaited", "serial", 100_000, call, 100_000),
        ("coroutines awaited", "await", 100_000, functools.partial(run, await_often), 100_000),
        ("yields to a loop", "serial", 10_000, call, 10_000),
        ("yields to a loop", "asyncio.sleep(0)", 10_000, functools.partial(run, yield_often), 10_000),
        ("timers", "serial", 10_000, call, 10_000),
        ("timers", "loop.call_at", 10_000, functools.partial(run, set_timers), 10_000),
    ],
}


def main():
    jobs = JOBS[sys.argv.pop(1)]
    report = ways.Report()
    for job, way, size, function, expected in jobs:
        report.measure(job, "python " + way, size, functools.partial(function, size), expected)
    report.write()


if __name__ == "__main__":
    main()
