package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.Jars;
import io.greenloom.it.support.RunningJvm;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples that are clients or web applications: each does what gevent's tests ask of its
 * example, on one hub. Limits of time are far from what is expected, as machines are slow.
 */
final class ExamplesIT {
  private static final Pattern SECONDS = Pattern.compile("(\\d+\\.\\d\\d) s$");

  @TempDir private Path folder;

  private static ChildJvm example(String... args) {
    return ChildJvm.of(Jars.sample().toString()).agent("hubs=1").args("example").args(args);
  }

  /** Runs one that ends by itself and has nothing to complain of. */
  private static ChildResult run(String... args) {
    return example(args).run().assertErr().assertExit(0);
  }

  /** The time at the end of a line. */
  private static double seconds(String line) {
    Matcher matcher = SECONDS.matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  // -- those that end by themselves

  @Test
  void concurrentDownloadStartsAllBeforeOneIsDone() {
    ChildResult result = run("concurrent-download");
    List<String> out = result.out();
    assertThat(out).as(result.toString()).hasSize(7);
    assertThat(out.subList(0, 3)).allMatch(line -> line.startsWith("Starting https://localhost:"));
    assertThat(out.subList(3, 6))
        .allMatch(line -> line.matches("https://localhost:\\d+/\\d: 10240 characters: line 0.*"));
    assertThat(seconds(out.get(6))).isBetween(1.0, 10.0);
  }

  @Test
  void databasePoolSharesThreeConnections() {
    ChildResult result = run("database-pool");
    List<String> out = result.out();
    assertThat(out).as(result.toString()).hasSize(5);
    for (int number = 1; number <= 4; number++) {
      String query = "query " + number + " done after ";
      assertThat(out.subList(0, 4)).anyMatch(line -> line.startsWith(query));
    }
    assertThat(seconds(out.get(4))).as(result.toString()).isBetween(1.9, 4.0);
  }

  @Test
  void threadpoolLetsGreenletsRun() {
    ChildResult result = run("threadpool");
    List<String> ticks = result.out().subList(0, result.out().size() - 1);
    assertThat(ticks).allMatch(line -> line.startsWith("tick after "));
    assertThat(ticks).as(result.toString()).hasSizeGreaterThan(3);
    assertThat(seconds(result.out().getLast())).as(result.toString()).isBetween(1.9, 4.0);
  }

  @Test
  void processesPrintWhatTheySay() throws IOException {
    Files.createFile(folder.resolve("listed"));
    ChildResult result = example("processes", "--limit", "60").directory(folder).run();
    result.assertErr().assertExit(0);
    List<String> out = result.out();
    assertThat(out).as(result.toString()).hasSize(3);
    assertThat(out.get(0)).startsWith("uname: ").hasSizeGreaterThan("uname: ".length());
    assertThat(out.get(1)).isEqualTo("ls: listed");
    assertThat(seconds(out.get(2))).isLessThan(30);
  }

  @Test
  void processesRunAtOnce() {
    ChildResult result = run("processes", "--limit", "60", "sleep 4", "sleep 4");
    assertThat(seconds(result.out().getLast())).as(result.toString()).isBetween(3.9, 7.9);
  }

  @Test
  void processesAreNotWaitedForLongerThanTheLimit() {
    ChildResult result = run("processes", "--limit", "2", "sleep 70", "sleep 80");
    assertThat(result.out()).as(result.toString()).hasSize(3);
    assertThat(result.out().subList(0, 2))
        .containsExactly("sleep 70: still running", "sleep 80: still running");
    assertThat(seconds(result.out().getLast())).isBetween(1.9, 10.0);
  }

  @Test
  void dnsMassResolveLooksAllUp() throws IOException {
    List<String> hosts = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int number = 0; number < 30; number++) {
      hosts.add("10.1.2." + number + " test" + number + ".example.org");
      lines.add("test" + number + ".example.org = 10.1.2." + number);
    }
    Path file = Files.write(folder.resolve("hosts"), hosts);
    ChildResult result =
        example("dns-mass-resolve", "--count", "30", "--domain", "example.org")
            .jvmArgs("-Djdk.net.hosts.file=" + file)
            .run()
            .assertErr()
            .assertExit(0);
    assertThat(result.out()).as(result.toString()).hasSize(32).containsAll(lines);
    assertThat(result.out().get(30)).startsWith("all done after ");
    assertThat(result.out().get(31)).isEqualTo("finished within 2 seconds: 30/30");
  }

  @Test
  void dnsMassResolveLeavesOffInTime() {
    ChildResult result = run("dns-mass-resolve", "--count", "10000000");
    List<String> out = result.out();
    assertThat(out.getLast()).matches("finished within 2 seconds: \\d+/10000000");
    String time = out.get(out.size() - 2);
    assertThat(time).startsWith("left off after ");
    assertThat(seconds(time)).isBetween(1.9, 6.0);
  }

  // -- those that serve

  private static String url(RunningJvm server) {
    String line = server.awaitLine("Serving on ");
    assertThat(line).matches("Serving on http://127\\.0\\.0\\.1:\\d+/");
    return line.substring("Serving on ".length());
  }

  private static RunningJvm serve(String... args) {
    return example(args).args("--port", "0").start();
  }

  private static void assertEndsWhenTold(RunningJvm server) {
    server.terminate();
    server.await().assertErr().assertExit(0);
  }

  private static HttpURLConnection open(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setReadTimeout(60_000);
    return connection;
  }

  /** The status and the text of an answer. */
  private static String answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      return (status + " " + text).strip();
    }
  }

  private static String get(String url) throws IOException {
    return answer(open(url));
  }

  private static String post(String url, String text) throws IOException {
    HttpURLConnection connection = open(url);
    connection.setDoOutput(true);
    connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return answer(connection);
  }

  @Test
  void slowWebHandlerDelaysNoOther() throws Exception {
    try (RunningJvm server = serve("slow-web-handler", "--delay", "8");
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      String url = url(server);
      Future<String> slow = clients.submit(() -> get(url + "long?name=Ann"));
      server.awaitLine("GET /long");
      assertThat(get(url + "?name=Bob")).isEqualTo("200 Hello, Bob");
      assertThat(get(url)).isEqualTo("200 Hello, world");
      assertThat(get(url + "no")).isEqualTo("404 Not Found");
      assertThat(slow.isDone()).isFalse();
      assertThat(slow.get()).isEqualTo("200 Hello, Ann, 8 seconds later");
      assertEndsWhenTold(server);
    }
  }

  /** Answers {@code /slow} when it is told to, and the rest at once. */
  private static final class Site extends Dispatcher {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch told = new CountDownLatch(1);

    @Override
    public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
      String path = request.getUrl().encodedPath();
      if (path.equals("/slow")) {
        asked.countDown();
        told.await();
      }
      int status = path.equals("/missing") ? 404 : 200;
      String body = path.equals("/empty") ? "" : "page " + request.getTarget();
      return new MockResponse.Builder().code(status).body(body).build();
    }
  }

  @Test
  void webproxyFetchesOtherPagesWhileOneIsSlow() throws Exception {
    Site dispatcher = new Site();
    try (MockWebServer site = new MockWebServer();
        RunningJvm proxy = serve("webproxy");
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      site.setDispatcher(dispatcher);
      site.start();
      String base = url(proxy);
      String page = base + site.url("/");
      try {
        Future<String> slow = clients.submit(() -> get(page + "slow"));
        assertThat(dispatcher.asked.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(get(page + "quick?a=b")).isEqualTo("200 page /quick?a=b");
        assertThat(get(page + "missing")).isEqualTo("404 page /missing");
        assertThat(get(page + "empty")).isEqualTo("200");
        assertThat(get(base + "http://127.0.0.1:99999/")).startsWith("502 http://127.0.0.1:99999/");
        assertThat(get(base)).startsWith("404 Append the address");
        assertThat(get(base + "file:///etc/hosts")).startsWith("404 Append the address");
        assertThat(get(base + "http://127.0.0.1:1/")).startsWith("502 http://127.0.0.1:1/ cannot");
        assertThat(slow.isDone()).isFalse();
        dispatcher.told.countDown();
        assertThat(slow.get()).isEqualTo("200 page /slow");
      } finally {
        dispatcher.told.countDown();
      }
      assertEndsWhenTold(proxy);
    }
  }

  @Test
  void webchatTellsAllWhoWait() throws Exception {
    try (RunningJvm chat = serve("webchat");
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      String url = url(chat);
      for (int known = 0; known < 2; known++) {
        String updates = "?after=" + known;
        Future<String> first = clients.submit(() -> get(url + updates));
        Future<String> second = clients.submit(() -> get(url + updates));
        String request = "GET /" + updates;
        await()
            .atMost(60, TimeUnit.SECONDS)
            .until(() -> chat.outSoFar().stream().filter(request::equals).count() == 2);
        assertThat(first.isDone() || second.isDone()).isFalse();
        assertThat(post(url + "?name=Ann", "hello " + known)).isEqualTo("200 sent");
        String message = known + 1 + " Ann: hello " + known;
        assertThat(first.get()).isEqualTo("200 " + message);
        assertThat(second.get()).isEqualTo("200 " + message);
      }
      assertThat(get(url)).isEqualTo("200 1 Ann: hello 0\n2 Ann: hello 1");
      assertThat(get(url + "?after=x")).startsWith("400 ");
      assertEndsWhenTold(chat);
    }
  }
}
