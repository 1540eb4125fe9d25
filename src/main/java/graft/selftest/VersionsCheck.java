package graft.selftest;

import java.util.stream.Collectors;

/** The device, and the libraries that it is computed with. */
final class VersionsCheck implements Check {
  @Override
  public String name() {
    return "versions";
  }

  @Override
  public Outcome run(CheckContext context) {
    String all =
        context.device().versions().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return Outcome.figure(context.device().description() + ", " + all);
  }
}
