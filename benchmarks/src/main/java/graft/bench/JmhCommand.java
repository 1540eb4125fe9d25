package graft.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Layers, steps and transforms by JMH, each in a JVM of its own. */
@Command(
    name = "jmh",
    description = "JMH benchmarks of layers, steps and transforms.",
    mixinStandardHelpOptions = true)
final class JmhCommand implements Callable<Integer> {
  @Mixin private BenchOptions options;

  @Option(
      names = "--batch",
      split = ",",
      paramLabel = "N[,N...]",
      description = "batch sizes of layers and steps (default: 1, 32 and 1024)")
  private List<String> batches = List.of();

  @Option(names = "--forks", description = "JVMs for each benchmark (default: ${DEFAULT-VALUE})")
  private int forks = 1;

  @Option(
      names = "--iterations",
      description = "measured seconds of each, as many warm it up (default: ${DEFAULT-VALUE})")
  private int iterations = 3;

  @Parameters(
      paramLabel = "REGEX",
      description = "which benchmarks, such as LayerBenchmark or Step.*graph (default: all)",
      arity = "0..*")
  private List<String> included = List.of();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws RunnerException, IOException {
    if (forks < 1 || iterations < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--forks is %d, --iterations %d, expected 1 or more".formatted(forks, iterations));
    }
    PrintWriter screen = spec.commandLine().getOut();
    ObjectNode report;
    // Also finds out, before anything is forked, whether the device can be had.
    try (Device device = options.open(screen)) {
      report = BenchOptions.report("jmh", device);
    }
    ChainedOptionsBuilder builder =
        new OptionsBuilder()
            .forks(forks)
            .warmupIterations(iterations)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(1))
            .shouldFailOnError(true)
            .jvmArgsAppend(JmhDevice.argument(options.session()));
    included.forEach(builder::include);
    if (!batches.isEmpty()) {
      builder.param("batch", batches.toArray(String[]::new));
    }
    report.set("results", run(builder));
    options.write(report, screen);
    return CommandLine.ExitCode.OK;
  }

  /** What JMH says of itself in its own format: a list of benchmarks. */
  private static JsonNode run(ChainedOptionsBuilder builder) throws RunnerException, IOException {
    Path file = Files.createTempFile("graft-jmh", ".json");
    try {
      new Runner(builder.resultFormat(ResultFormatType.JSON).result(file.toString()).build()).run();
      return new ObjectMapper().readTree(file.toFile());
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
