package io.greenloom.sample;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes in bytes such as {@code 512}, {@code 10k} and {@code 1m}, up to 1 GiB. */
final class Sizes implements ITypeConverter<Integer> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,10})\\s*([kmg]?)(?:i?b)?");
  private static final long LARGEST = 1L << 30;

  @Override
  public Integer convert(String text) {
    return parse(text);
  }

  /** Reads {@code text}; k, m and g are powers of 1024, and anything else is a usage error. */
  static int parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is not a size; write for example 512, 10k or 1m".formatted(text));
    }
    int shift =
        switch (matcher.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          default -> 0;
        };
    long number = Long.parseLong(matcher.group(1));
    if (number > LARGEST >> shift) {
      throw new TypeConversionException("'%s' is more than the largest size, 1g".formatted(text));
    }
    return (int) (number << shift);
  }
}
