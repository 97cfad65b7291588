package io.greenloom.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads and writes durations such as {@code 200ms}, {@code 2s}, {@code 1.5s} and {@code 1m}. */
final class Durations implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s*([a-z]*)");

  @Override
  public Duration convert(String text) {
    return parse(text);
  }

  /** Reads {@code text}, whose unit is one of ms, s, m and h; anything else is a usage error. */
  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is not a duration; write for example 200ms, 2s or 1m".formatted(text));
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    long millisPerUnit =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          case "" ->
              throw new TypeConversionException(
                  "'%s' has no unit; add one, for example %sms or %ss"
                      .formatted(text, number.toPlainString(), number.toPlainString()));
          default ->
              throw new TypeConversionException(
                  "'%s' has an unknown unit; use ms, s, m or h".formatted(text));
        };
    return Duration.ofMillis(number.multiply(BigDecimal.valueOf(millisPerUnit)).longValue());
  }

  /** Writes {@code duration} in the largest unit that gives a whole number, as {@code 1500ms}. */
  static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
