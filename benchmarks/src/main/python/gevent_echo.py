"""The echo workload of BlockingServer on gevent: a StreamServer, one greenlet per connection.

Prints its port as its first line and runs until its standard input ends.
"""

import os
import sys

import gevent.os
from gevent import socket
from gevent.server import StreamServer

RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello, World!"
BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
MAX_HEAD = 2048


def serve(connection, _address):
    """Answers every GET with the same small response."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    rest = b""
    while True:
        try:
            received = connection.recv(MAX_HEAD)
        except ConnectionError:
            return
        if not received:
            return
        requests = rest + received
        start = 0
        while (end := requests.find(b"\r\n\r\n", start)) >= 0:
            if not requests.startswith(b"GET ", start):
                connection.sendall(BAD_REQUEST)
                return
            connection.sendall(RESPONSE)
            start = end + 4
        rest = requests[start:]
        if len(rest) >= MAX_HEAD:
            connection.sendall(BAD_REQUEST)
            return


def main():
    """Listens, and ends with the standard input."""
    server = StreamServer(("127.0.0.1", 0), serve, backlog=16384)
    server.start()
    print(server.server_port, flush=True)
    gevent.os.make_nonblocking(0)
    while gevent.os.nb_read(0, 64):
        pass
    sys.stdout.flush()
    os._exit(0)


main()
