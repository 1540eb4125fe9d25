package graft.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What decides which libraries a machine can use.
 *
 * @param release of the driver, such as "535.104.05"; empty if it is not known
 * @param cuda the version of CUDA that it supports, 1000 major + 10 minor; 0 if it is not known
 * @param capability of the chosen card, 10 major + minor of its compute capability, if it is known
 */
record DriverFacts(String release, int cuda, OptionalInt capability) {
  /** The version of CUDA from a release on, as far as it matters ("CUDA Compatibility"). */
  private static final NavigableMap<Integer, Integer> CUDA_OF_RELEASE =
      new TreeMap<>(Map.of(0, 10000, 450, 11000, 525, 12000, 570, 12080, 580, 13000));

  private static final Pattern RELEASE = Pattern.compile("\\b([0-9]{3,4}(\\.[0-9]+)+)\\b");

  /** Where nothing is known, nothing is ruled out. */
  static DriverFacts unknown() {
    return new DriverFacts("", 0, OptionalInt.empty());
  }

  /** What files tell: the name of the driver's library, and what its kernel module says. */
  static DriverFacts ofFiles(SystemView system, Optional<Path> library) {
    String release =
        library
            .map(LibraryVersion::of)
            .filter(version -> RELEASE.matcher(version).matches())
            .or(() -> release(system.at("/proc/driver/nvidia/version")))
            .or(() -> release(system.at("/sys/module/nvidia/version")))
            .orElse("");
    int cuda = release.isEmpty() ? 0 : cudaOf(Integer.parseInt(release.replaceFirst("\\..*", "")));
    return new DriverFacts(release, cuda, OptionalInt.empty());
  }

  private static int cudaOf(int release) {
    return CUDA_OF_RELEASE.floorEntry(release).getValue();
  }

  private static Optional<String> release(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      Matcher found = RELEASE.matcher(lines.isEmpty() ? "" : lines.get(0));
      return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The same with what the driver itself said; it knows better than its files.
   *
   * @param told the version of CUDA; 0 if it did not tell
   * @param card the one that is chosen
   */
  DriverFacts with(int told, Optional<GpuCard> card) {
    return new DriverFacts(
        release,
        told > 0 ? told : cuda,
        card.map(chosen -> OptionalInt.of(chosen.capability())).orElse(capability));
  }

  /** "this one is 535.104.05". */
  String text() {
    return release.isEmpty()
        ? "this one supports CUDA " + DriverVersion.text(cuda)
        : "this one is " + release;
  }
}
