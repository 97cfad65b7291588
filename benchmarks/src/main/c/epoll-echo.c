/*
 * The echo workload of BlockingServer, as one thread around epoll and nothing else: the floor that any runtime above the same
 * system calls stands on. Prints its port as its first line and runs until its standard input ends.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_FD 65536
#define MAX_HEAD 2048
#define EVENTS 1024

static const char response[] = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello, World!";

struct connection {
  size_t filled;
  char buffer[MAX_HEAD];
};

static struct connection *connections[MAX_FD];

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void watch(int epoll, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) die("epoll_ctl");
}

static void accept_all(int epoll, int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (fd >= MAX_FD || (connections[fd] = calloc(1, sizeof *connections[fd])) == NULL) {
      fputs("too many connections\n", stderr);
      exit(1);
    }
    watch(epoll, fd);
  }
  if (errno != EAGAIN && errno != ECONNABORTED) die("accept4");
}

static void end(int fd) {
  close(fd);
  free(connections[fd]);
  connections[fd] = NULL;
}

static void serve(int fd) {
  struct connection *c = connections[fd];
  ssize_t n = read(fd, c->buffer + c->filled, sizeof c->buffer - c->filled);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) {
    end(fd);
    return;
  }
  c->filled += (size_t)n;
  char *start = c->buffer;
  char *blank;
  while ((blank = memmem(start, c->filled, "\r\n\r\n", 4)) != NULL) {
    if (memcmp(start, "GET ", 4) != 0 ||
        write(fd, response, sizeof response - 1) != (ssize_t)(sizeof response - 1)) {
      fputs("a bad request, or a peer that does not read\n", stderr);
      end(fd);
      return;
    }
    c->filled -= (size_t)(blank + 4 - start);
    start = blank + 4;
  }
  if (c->filled == sizeof c->buffer) {
    end(fd);
    return;
  }
  memmove(c->buffer, start, c->filled);
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0) die("socket");
  if (bind(listener, (struct sockaddr *)&address, length) != 0) die("bind");
  if (listen(listener, 16384) != 0) die("listen");
  if (getsockname(listener, (struct sockaddr *)&address, &length) != 0) die("getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);

  int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) die("epoll_create1");
  watch(epoll, listener);
  watch(epoll, STDIN_FILENO);
  while (1) {
    struct epoll_event events[EVENTS];
    int n = epoll_wait(epoll, events, EVENTS, -1);
    if (n < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        accept_all(epoll, listener);
      } else if (fd == STDIN_FILENO) {
        char skipped[64];
        if (read(fd, skipped, sizeof skipped) <= 0) return 0;
      } else {
        serve(fd);
      }
    }
  }
}
