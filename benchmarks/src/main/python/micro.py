"""What single operations of gevent's greenlets cost, for those workloads of "micro" that gevent has.

Prints one line of key=value pairs.
"""

import argparse
import time

import gevent
from gevent import socket
from gevent.greenlet import Greenlet
from gevent.queue import Channel, Queue


def together(*tasks):
    gevent.joinall([gevent.spawn(task) for task in tasks], raise_error=True)


def yield_in_turns(operations):
    def task():
        for _ in range(operations // 2):
            gevent.sleep(0)

    together(task, task)


def spawn(operations):
    gevent.joinall([gevent.spawn(lambda: None) for _ in range(operations)])


def sleep(operations):
    def task():
        for _ in range(10):
            gevent.sleep(0.001)

    together(*[task] * (operations // 10))


def channel(operations):
    pass_through(Channel(), operations)


def pass_through(passed, operations):
    def put():
        for i in range(operations):
            passed.put(i)

    def take():
        for _ in range(operations):
            passed.get()

    together(put, take)


def queues(operations):
    there, back = Queue(), Queue()

    def one():
        for i in range(operations // 2):
            there.put(i)
            back.get()

    def other():
        for _ in range(operations // 2):
            back.put(there.get())

    together(one, other)


def send_in_turns(operations):
    # Not create_server, whose sockets are not gevent's.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        one = socket.socket()
        one.connect(listener.getsockname())
        other, _ = listener.accept()

    def exchange(connection, begins):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if begins:
            connection.send(b"x")
        for i in range(operations // 2):
            connection.recv(1)
            if not begins or i < operations // 2 - 1:
                connection.send(b"x")

    with one, other:
        together(lambda: exchange(one, True), lambda: exchange(other, False))


# How many operations each call makes, and the call.
WORKLOADS = {
    "yield": (100_000, yield_in_turns),
    "spawn": (1_000, spawn),
    "sleep": (40_000, sleep),
    "queue-synchronous": (10_000, channel),
    "queue-linked": (10_000, queues),
    "socket": (10_000, send_in_turns),
}


def run_for(seconds, operations, workload):
    """Returns the time of an operation in nanoseconds."""
    start = time.perf_counter_ns()
    calls = 0
    while time.perf_counter_ns() - start < seconds * 1e9:
        workload(operations)
        calls += 1
    return (time.perf_counter_ns() - start) / (calls * operations)


def measure(seconds, operations, workload):
    """Prints the time of an operation in nanoseconds, as seen by a greenlet."""

    def task():
        run_for(0.1, operations, workload)
        nanos = run_for(seconds, operations, workload)
        print(f"kind={kind()} ns_per_op={nanos:.3f}")

    together(task)


def kind():
    return "greenlet" if type(gevent.getcurrent()) is Greenlet else "other"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--workload", choices=WORKLOADS, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    options = parser.parse_args()
    measure(options.seconds, *WORKLOADS[options.workload])


if __name__ == "__main__":
    main()
