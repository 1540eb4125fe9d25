package graft.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a run was started, so that it can be made again: what the environment decided stands in the
 * arguments, what they cannot say in the variables; where results go is left out.
 *
 * @param arguments of {@code graft}, the command first; empty for a run that a program made
 * @param variables of the environment, by name
 */
public record Invocation(List<String> arguments, Map<String, String> variables) {
  /** A run that a program made: nobody typed it. */
  public static final Invocation BY_PROGRAM = new Invocation(List.of(), Map.of());

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  /** Keeps copies, in their order. */
  public Invocation {
    arguments = List.copyOf(arguments);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** A line that a POSIX shell takes. */
  public String line() {
    return Stream.concat(
            variables.entrySet().stream().map(set -> set.getKey() + "=" + quoted(set.getValue())),
            Stream.concat(Stream.of("graft"), arguments.stream().map(Invocation::quoted)))
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Adds what was typed to a record; nothing for a run that a program made. */
  void put(ObjectNode record) {
    if (arguments.isEmpty()) {
      return;
    }
    record.put("command", line());
    ArrayNode words = record.putArray("commandLine");
    arguments.forEach(words::add);
    variables.forEach(record.putObject("variables")::put);
  }
}
