"""Fetcher.java with gevent: fetches many URLs at once, each with a socket on a greenlet of its own.

Prints one line of key=value pairs about the passes behind the warm-up.
"""

import argparse
import gc
import sys
import time

import gevent
from gevent import socket
from gevent.greenlet import Greenlet


def status(key):
    """Returns a number of this process from /proc."""
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(key + ":"))


def read_all(connection):
    response = b""
    while data := connection.recv(2_048):
        response += data
    return response


def require(response):
    """Its length has to be what it says, and its status 200."""
    head, _, body = response.partition(b"\r\n\r\n")
    length = b"\r\nContent-Length: %d\r\n" % len(body)
    if not response.startswith(b"HTTP/1.1 200 ") or length not in head + b"\r\n":
        raise OSError(f"not a whole response with status 200: {response!r}")


def main():
    parser = argparse.ArgumentParser()
    for name in ("port", "urls", "warmup", "passes"):
        parser.add_argument("--" + name, type=int, required=True)
    options = parser.parse_args()
    errors = []

    def fetch(number):
        request = b"GET /%d HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % number
        try:
            # Not create_connection, which resolves even a number, on a thread of a pool.
            with socket.socket() as connection:
                connection.connect(("127.0.0.1", options.port))
                connection.sendall(request)
                require(read_all(connection))
        except OSError as error:
            errors.append(error)

    def run():
        gevent.joinall([gevent.spawn(fetch, i) for i in range(options.urls)])

    for _ in range(options.warmup):
        run()
    nanos = cpu_nanos = 0
    for _ in range(options.passes):
        gc.collect()
        cpu = time.process_time_ns()
        start = time.perf_counter_ns()
        run()
        nanos += time.perf_counter_ns() - start
        cpu_nanos += time.process_time_ns() - cpu
    kind = []
    gevent.spawn(lambda: kind.append(type(gevent.getcurrent()) is Greenlet)).join()
    if errors:
        print(f"fetch.py: the first error was {errors[0]}", file=sys.stderr)
    print(
        f"kind={'greenlet' if kind[0] else 'other'} wall_ms={nanos / 1e6 / options.passes:.1f}"
        f" cpu_ms={cpu_nanos / 1e6 / options.passes:.1f} os_threads={status('Threads')}"
        f" rss_kib={status('VmRSS')} errors={len(errors)}"
    )


main()
