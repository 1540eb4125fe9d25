package graft.cli;

import graft.device.Device;
import graft.device.Processor;
import graft.job.Invocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line that makes a run again, from the one that made it. */
final class RunAgain {
  /** Where a run leaves what it makes: a run made again leaves it somewhere else. */
  private static final Set<String> OUTPUTS =
      Set.of("--out", "--force", "--resume", "--tensorboard", "--trace");

  private static final String DATA = "--data";
  private static final String DEVICE = "--device";
  private static final String TUNE = "--tune";
  private static final String ISA = "graft.isa";

  private RunAgain() {}

  /**
   * The invocation with all said that the environment decided.
   *
   * @param parsed the command's
   * @param data what {@code --data} came to
   */
  static Invocation of(ParseResult parsed, Device device, String data) {
    Map<String, String> resolved = new LinkedHashMap<>();
    resolved.put(DATA, data);
    resolved.put(DEVICE, device.isSoftware() ? "software" : "gpu");
    device
        .algorithms()
        .tuning()
        .ifPresent(choices -> resolved.put(TUNE, choices.file().toString()));
    List<String> words = new ArrayList<>();
    words.add(parsed.commandSpec().name());
    parsed.matchedPositionals().stream()
        .map(ArgSpec::originalStringValues)
        .distinct()
        .forEach(words::addAll);
    for (OptionSpec option : new LinkedHashSet<>(parsed.matchedOptions())) {
      String name = option.longestName();
      if (OUTPUTS.contains(name) || resolved.containsKey(name)) {
        continue;
      }
      if (option.arity().max() == 0) {
        words.add(name);
      } else {
        option.originalStringValues().forEach(value -> words.addAll(List.of(name, value)));
      }
    }
    resolved.forEach(
        (name, value) ->
            words.addAll(name.equals(TUNE) ? List.of(name + "=" + value) : List.of(name, value)));
    return new Invocation(words, variables(device, System.getenv()));
  }

  /** What decides about a run and no option can say. */
  private static Map<String, String> variables(Device device, Map<String, String> environment) {
    Map<String, String> variables = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("GRAFT_") && !name.equals("GRAFT_DATA") && !value.isBlank()) {
            variables.put(name, value);
          }
        });
    device
        .processor()
        .map(Processor::threads)
        .ifPresent(count -> variables.put("GRAFT_THREADS", Integer.toString(count)));
    String isa = System.getProperty(ISA, "");
    if (!isa.isEmpty()) {
      variables.put("JAVA_TOOL_OPTIONS", "-D" + ISA + "=" + isa);
    }
    return variables;
  }
}
