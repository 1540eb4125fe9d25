package graft.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;

/** The builds of the software device, by the instructions they use. The best comes first. */
enum Isa {
  V4(
      "x86-64-v4",
      "AVX-512",
      "avx512f avx512bw avx512cd avx512dq avx512vl avx2 bmi1 bmi2 f16c fma abm movbe xsave"),
  V3("x86-64-v3", "AVX2", "avx avx2 bmi1 bmi2 f16c fma abm movbe xsave"),
  BASELINE("x86-64", "SSE2", "");

  private static final String PROPERTY = "graft.isa";

  private final String directory;
  private final String label;
  private final String flags;

  Isa(String directory, String label, String flags) {
    this.directory = directory;
    this.label = label;
    this.flags = flags;
  }

  /** The folder of its libraries. */
  String directory() {
    return directory;
  }

  /** For people. */
  String label() {
    return label;
  }

  /**
   * What -Dgraft.isa names, else the best that the processor runs.
   *
   * @throws DeviceUnavailableException if the property names none
   */
  static Isa choose(SystemView system) {
    String asked = System.getProperty(PROPERTY, "");
    if (!asked.isEmpty()) {
      return Arrays.stream(values())
          .filter(isa -> isa.directory.equals(asked))
          .findFirst()
          .orElseThrow(
              () ->
                  new DeviceUnavailableException(
                      "-D"
                          + PROPERTY
                          + ": expected one of "
                          + Arrays.stream(values()).map(Isa::directory).toList()
                          + ", found "
                          + asked));
    }
    return of(flagsOf(system));
  }

  /** The best whose instructions are all there. */
  static Isa of(Set<String> processorFlags) {
    return Arrays.stream(values())
        .filter(isa -> processorFlags.containsAll(words(isa.flags)))
        .findFirst()
        .orElse(BASELINE);
  }

  private static Set<String> words(String line) {
    return line.isBlank() ? Set.of() : Set.copyOf(Arrays.asList(line.strip().split("\\s+")));
  }

  private static Set<String> flagsOf(SystemView system) {
    try {
      for (String line : Files.readAllLines(system.at("/proc/cpuinfo"))) {
        if (line.startsWith("flags")) {
          return words(line.substring(line.indexOf(':') + 1));
        }
      }
    } catch (IOException e) {
      // Without /proc the baseline is what is sure to run.
      return Set.of();
    }
    return Set.of();
  }
}
