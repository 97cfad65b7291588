package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A web application of Spring Boot that asks PostgreSQL for each of its answers. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class SpringServer {
  private static final String QUERY = "select 'OK' from pg_sleep(0.01)";

  private final JdbcTemplate jdbc;

  /**
   * Creates the controller, for Spring.
   *
   * @param jdbc the database
   */
  public SpringServer(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Prints its port and the kind of its threads, and ends with its input.
   *
   * @param args {@code --threads platform|virtual --database PORT --workers N --pool N}
   * @throws IOException if it does not answer, or the input cannot be read
   */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    SpringApplication application = new SpringApplication(SpringServer.class);
    application.setDefaultProperties(
        Map.of(
            "logging.level.root", "warn",
            "spring.main.banner-mode", "off",
            "server.address", "127.0.0.1",
            "server.port", "0",
            "server.tomcat.threads.max", options.text("--workers"),
            "server.tomcat.max-keep-alive-requests", "-1",
            "spring.threads.virtual.enabled", options.text("--threads").equals("virtual"),
            "spring.datasource.url",
                "jdbc:postgresql://127.0.0.1:" + options.number("--database") + "/postgres",
            "spring.datasource.username", "bench",
            "spring.datasource.hikari.maximum-pool-size", options.text("--pool")));
    String port = application.run().getEnvironment().getProperty("local.server.port");
    URI kind = URI.create("http://127.0.0.1:" + port + "/kind");
    try (InputStream in = kind.toURL().openStream()) {
      System.out.println(port + " " + new String(in.readAllBytes(), US_ASCII));
    }
    while (System.in.read() >= 0) {
      // Whatever is typed is skipped.
    }
    System.exit(0);
  }

  /**
   * Returns what the database answers.
   *
   * @return {@code OK}
   */
  @GetMapping("/")
  public String answer() {
    return String.valueOf(jdbc.queryForObject(QUERY, String.class));
  }

  /**
   * Tells what the threads are that answer.
   *
   * @return a name of {@link ThreadKind}, in lower case
   */
  @GetMapping("/kind")
  public String kind() {
    return ThreadKind.ofCurrent().toString().toLowerCase(Locale.ROOT);
  }
}
