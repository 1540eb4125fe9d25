package graft.selftest;

import java.util.Map;
import java.util.stream.Collectors;

/** The libraries are those whose documentation Graft is written by. */
final class VersionsCheck implements Check {
  @Override
  public String name() {
    return "versions";
  }

  @Override
  public Outcome run(CheckContext context) {
    Map<String, String> versions = context.device().versions();
    boolean known =
        versions.get("cuBLAS").startsWith("11.") && versions.get("cuDNN").startsWith("8.");
    String all =
        versions.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return Outcome.of(known, context.device().description() + ", " + all, "cuBLAS 11, cuDNN 8");
  }
}
