package graft.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arguments such as {@code conv1=128}, in which each name stands once. */
final class Assignments {
  private Assignments() {}

  /**
   * Values by name, in order.
   *
   * @param expected such an argument, for messages
   * @throws IllegalArgumentException if one has no '=', or a name stands twice
   */
  static Map<String, String> of(List<String> arguments, String expected) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "found '%s', expected a name and a value, as %s".formatted(argument, expected));
      }
      String name = argument.substring(0, equals);
      String value = argument.substring(equals + 1);
      String other = values.putIfAbsent(name, value);
      if (other != null) {
        throw new IllegalArgumentException(
            "found %s=%s and %s; expected %s once".formatted(name, other, argument, name));
      }
    }
    return values;
  }
}
