package io.greenloom.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host names that exist only here, one for each number, each with an address of its own. */
final class TestNames {
  private static final String DOMAIN = ".greenloom.test";
  private static final Pattern NAME =
      Pattern.compile("host-(\\d+)" + Pattern.quote(DOMAIN), Pattern.CASE_INSENSITIVE);

  private TestNames() {}

  static String name(int number) {
    return "host-" + number + DOMAIN;
  }

  /** Returns the IPv4 address of a name, or null if it is not from here. */
  static byte @Nullable [] address(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? address(Integer.parseInt(matcher.group(1))) : null;
  }

  /** Looks a name up as any program would. */
  static void lookUp(int number) throws IOException {
    InetAddress found = InetAddress.getByName(name(number));
    InetAddress expected = InetAddress.getByAddress(address(number));
    if (!found.equals(expected)) {
      throw new IOException(found + " should have been " + expected);
    }
  }

  private static byte[] address(int number) {
    return new byte[] {127, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
  }
}
