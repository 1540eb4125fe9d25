package graft.cli;

import java.math.BigInteger;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/**
 * How numbers are written on the command line: as people write them, not as Java's source does (1f,
 * 0x1p-3), and never rounded to 0 or to infinity.
 */
final class NumberForms {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,9})?");

  private NumberForms() {}

  /** Makes a command line read all its numbers so. */
  static CommandLine register(CommandLine line) {
    return line.registerConverter(Integer.class, NumberForms::ofInt)
        .registerConverter(int.class, NumberForms::ofInt)
        .registerConverter(Long.class, NumberForms::ofLong)
        .registerConverter(long.class, NumberForms::ofLong)
        .registerConverter(Float.class, NumberForms::ofFloat)
        .registerConverter(float.class, NumberForms::ofFloat)
        .registerConverter(Double.class, NumberForms::ofDouble)
        .registerConverter(double.class, NumberForms::ofDouble);
  }

  private static int ofInt(String text) {
    return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static long ofLong(String text) {
    return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static long whole(String text, long least, long most) {
    if (!WHOLE.matcher(text).matches()) {
      throw mistake(text, "a whole number, such as 32");
    }
    BigInteger number = new BigInteger(text);
    if (number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw mistake(text, "a whole number of at most " + most);
    }
    if (number.compareTo(BigInteger.valueOf(least)) < 0) {
      throw mistake(text, "a whole number of at least " + least);
    }
    return number.longValue();
  }

  private static float ofFloat(String text) {
    float number = Float.parseFloat(decimal(text));
    requireRepresented(text, number, Float.MIN_VALUE, Float.MAX_VALUE);
    return number;
  }

  private static double ofDouble(String text) {
    double number = Double.parseDouble(decimal(text));
    requireRepresented(text, number, Double.MIN_VALUE, Double.MAX_VALUE);
    return number;
  }

  private static String decimal(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw mistake(text, "a number, such as 0.001 or 1e-3");
    }
    return text;
  }

  private static void requireRepresented(String text, double number, double least, double most) {
    if (Double.isInfinite(number)) {
      throw mistake(text, "a number of at most " + most);
    }
    if (number == 0 && !isZero(text)) {
      throw mistake(text, "0, or a number of at least " + least);
    }
  }

  private static boolean isZero(String text) {
    return text.split("[eE]", 2)[0].chars().noneMatch(c -> c >= '1' && c <= '9');
  }

  private static TypeConversionException mistake(String text, String expected) {
    return new TypeConversionException("found '" + text + "', expected " + expected);
  }
}
