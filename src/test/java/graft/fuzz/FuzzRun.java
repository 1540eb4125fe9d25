package graft.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Fuzzes readers one after the other and prints what came of each: {@code make fuzz}. */
@Command(
    name = "make fuzz ARGS=",
    description = "Fuzzes Graft's readers with Jazzer; docs/fuzzing.md.",
    mixinStandardHelpOptions = true)
final class FuzzRun implements Callable<Integer> {
  private static final String ROW = "%-14s %,12d %9d  %s%n";

  @Option(
      names = "--readers",
      split = ",",
      description = "Which ones, such as idx,onnx. All by default.",
      converter = Named.class)
  private List<Fuzzer> readers = List.of(Fuzzer.values());

  @Option(names = "--seconds", description = "For each. Default: ${DEFAULT-VALUE}")
  private long seconds = 10;

  @Option(names = "--executions", description = "For each, however long they take.")
  private Optional<Long> executions = Optional.empty();

  @Option(names = "--out", description = "What is kept: ${DEFAULT-VALUE}")
  private Path out = Path.of("target/fuzz");

  /** By its title. */
  private static final class Named implements CommandLine.ITypeConverter<Fuzzer> {
    @Override
    public Fuzzer convert(String title) {
      return Arrays.stream(Fuzzer.values())
          .filter(fuzzer -> fuzzer.title().equals(title))
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "found '%s', expected one of %s"
                          .formatted(
                              title, Arrays.stream(Fuzzer.values()).map(Fuzzer::title).toList())));
    }
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FuzzRun()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.printf("%-14s %12s %9s  %s%n", "reader", "executions", "findings", "time");
    long total = 0;
    List<FuzzOutcome> found = new ArrayList<>();
    for (Fuzzer fuzzer : readers) {
      FuzzOutcome outcome = run(fuzzer);
      System.out.printf(
          ROW,
          fuzzer.title(),
          outcome.executions(),
          outcome.findings().size(),
          outcome.seconds() + " s");
      total += outcome.executions();
      if (!outcome.findings().isEmpty()) {
        found.add(outcome);
      }
    }
    int findings = found.stream().mapToInt(outcome -> outcome.findings().size()).sum();
    System.out.printf(ROW, "in all", total, findings, "");
    for (FuzzOutcome outcome : found) {
      System.out.printf("%n%s, whose inputs are beside it:%n", outcome.log());
      outcome.findings().forEach(finding -> System.out.println("  " + finding));
    }
    return found.isEmpty() ? 0 : 1;
  }

  private FuzzOutcome run(Fuzzer fuzzer) throws IOException, InterruptedException {
    Path corpus = Files.createDirectories(out.resolve("corpus").resolve(fuzzer.title()));
    Path folder = Files.createDirectories(out.resolve(fuzzer.title()));
    Path log = folder.resolve("log.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // most of what runs is instrumented, and new
            "-Djava.awt.headless=true",
            "-Dgraft.fuzz.oneOf=16",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + fuzzer.type().getName(),
            "--instrumentation_includes=graft.**:io.jhdf.**",
            "--instrumentation_excludes=graft.fuzz.**",
            "--custom_hook_includes=graft.**",
            "--keep_going=20",
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + "/",
            "-print_final_stats=1",
            "-rss_limit_mb=0", // -Xmx bounds it
            "-timeout=60",
            "-max_len=8192",
            executions.isPresent() ? "-runs=" + executions.get() : "-max_total_time=" + seconds,
            corpus.toString(),
            fuzzer.seeds().toString()));
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    process.waitFor();
    return FuzzOutcome.of(log, process.exitValue(), (System.nanoTime() - begin) / 1_000_000_000);
  }
}
