package graft.job;

import graft.device.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a training ran on, by name, for its record. */
public final class Environment {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private Environment() {}

  /** Graft, the device, how it computes, its libraries, Java, and the time now. */
  public static Map<String, String> of(Device device) {
    Map<String, String> environment = new LinkedHashMap<>();
    String version = Environment.class.getPackage().getImplementationVersion();
    environment.put("graft", version == null ? "development" : version);
    environment.put("device", device.description());
    device
        .processor()
        .ifPresent(
            processor -> {
              environment.put("instructions", processor.instructions());
              environment.put("threads", Integer.toString(processor.threads()));
            });
    environment.put("math", device.math().toString());
    environment.put("fast", Boolean.toString(!device.algorithms().deterministic()));
    environment.put(
        "tune", device.algorithms().tuning().map(it -> it.file().toString()).orElse("false"));
    environment.put(
        "repeats",
        device.algorithms().deterministic()
            ? "bit for bit where device, instructions, threads, math and versions are the same"
            : "but for the last bits, which --fast lets differ");
    environment.putAll(device.versions());
    environment.put("machine", machine());
    environment.put("java", System.getProperty("java.version"));
    environment.put("started", OffsetDateTime.now(ZoneId.systemDefault()).toString());
    return environment;
  }

  /** Its processor, as Linux tells it, and how many of its cores this process may use. */
  private static String machine() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %s %s",
        processor().orElse("unknown processor"),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
  }

  private static Optional<String> processor() {
    try (Stream<String> lines = Files.lines(CPUINFO, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty(); // not Linux, or not to be looked at
    }
  }
}
