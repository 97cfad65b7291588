"""gevent's own API, for the workloads of "greenlets".

Prints one line of key=value pairs.
"""

import argparse
import gc
import statistics
import time

import gevent
from gevent.pool import Pool
from gevent.queue import Queue

from micro import channel, kind, measure, pass_through, spawn, together


def queue(operations):
    pass_through(Queue(1), operations)


def pool_map(places, elements):
    data = [1] * elements

    def run(operations):
        pool = Pool(places)
        results = 0
        for _ in range(operations // elements):
            results += sum(pool.map(lambda element: element, data))
        assert results == operations, results

    return run


def timeout(operations):
    for _ in range(operations):
        with gevent.Timeout(1):
            pass


# How many operations each call makes, and the call.
WORKLOADS = {
    "spawn": (1_000, spawn),
    "channel": (10_000, channel),
    "queue-array": (10_000, queue),
    "queue-linked": (10_000, queue),
    "pool-map-1x20": (10_000, pool_map(1, 20)),
    "pool-map-5x20": (10_000, pool_map(5, 20)),
    "pool-map-1x1000": (10_000, pool_map(1, 1_000)),
    "pool-map-5x1000": (10_000, pool_map(5, 1_000)),
    "timeout": (10_000, timeout),
}


def sleepers(count, sleeps, millis, passes):
    """Prints the medians of the passes behind one that does not count."""
    slept = 0

    def sleep():
        nonlocal slept
        for _ in range(sleeps):
            gevent.sleep(millis / 1e3)
            slept += 1

    def task():
        nonlocal slept
        wall, cpu = [], []
        for _ in range(1 + passes):
            gc.collect()
            slept = 0
            cpu_start = time.process_time_ns()
            start = time.perf_counter_ns()
            gevent.joinall([gevent.spawn(sleep) for _ in range(count)])
            wall.append((time.perf_counter_ns() - start) / 1e6)
            cpu.append((time.process_time_ns() - cpu_start) / 1e6)
            assert slept == count * sleeps, slept
        print(
            f"kind={kind()} wall_ms={statistics.median(wall[1:]):.2f}"
            f" cpu_ms={statistics.median(cpu[1:]):.1f}"
        )

    together(task)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--workload", choices=[*WORKLOADS, "sleepers"], required=True)
    for name in ("seconds", "count", "sleeps", "millis", "passes"):
        parser.add_argument("--" + name, type=int)
    options = parser.parse_args()
    if options.workload == "sleepers":
        sleepers(options.count, options.sleeps, options.millis, options.passes)
    else:
        measure(options.seconds, *WORKLOADS[options.workload])


main()
