"""Sleepers.java with gevent's greenlets: many that sleep again and again for times drawn by lot.

Prints one line of key=value pairs about the passes behind the warm-up.
"""

import argparse
import gc
import time

import gevent
from gevent.greenlet import Greenlet


def drawn_times(count, least, most):
    """Draws the same times as Sleepers.java, in microseconds."""
    times = []
    random = 1
    for _ in range(count):
        random = (random * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        times.append(least + (random >> 8) % (most - least + 1))
    return times


def status(key):
    """Returns a number of this process from /proc."""
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(key + ":"))


def main():
    parser = argparse.ArgumentParser()
    for name in ("count", "sleeps", "least", "most", "warmup", "passes"):
        parser.add_argument("--" + name, type=int, required=True)
    options = parser.parse_args()
    count, sleeps = options.count, options.sleeps
    micros = drawn_times(count * sleeps, options.least, options.most)
    lateness = [0] * (count * sleeps)

    def sleep(first):
        for i in range(first, first + sleeps):
            start = time.perf_counter_ns()
            gevent.sleep(micros[i] / 1e6)
            lateness[i] = time.perf_counter_ns() - start - micros[i] * 1_000

    def run():
        gevent.joinall([gevent.spawn(sleep, i * sleeps) for i in range(count)])

    for _ in range(options.warmup):
        run()
    nanos = cpu_nanos = 0
    all_lateness = []
    for _ in range(options.passes):
        gc.collect()
        cpu = time.process_time_ns()
        start = time.perf_counter_ns()
        run()
        nanos += time.perf_counter_ns() - start
        cpu_nanos += time.process_time_ns() - cpu
        all_lateness += lateness
    kind = []
    gevent.spawn(lambda: kind.append(type(gevent.getcurrent()) is Greenlet)).join()
    early = sum(1 for late in all_lateness if late < 0)
    all_lateness.sort()

    def percentile(part):
        return max(0, all_lateness[min(len(all_lateness) - 1, int(part * len(all_lateness)))]) / 1e3

    print(
        f"kind={'greenlet' if kind[0] else 'other'} wall_ms={nanos / 1e6 / options.passes:.2f}"
        f" cpu_ms={cpu_nanos / 1e6 / options.passes:.1f} p50_us={percentile(0.5):.1f}"
        f" p99_us={percentile(0.99):.1f} max_us={percentile(1):.1f} early={early}"
        f" os_threads={status('Threads')} rss_kib={status('VmRSS')}"
    )


main()
