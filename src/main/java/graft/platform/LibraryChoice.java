package graft.platform;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which of NVIDIA's libraries {@code graft cuda-libs} is to bring for a machine, decided before
 * anything is downloaded.
 */
public final class LibraryChoice {
  /** Drivers from the end of 2022 on, Turing to Hopper. */
  private static final String UNASKED = "12";

  private final List<LibrarySet> sets;
  private final DriverFacts driver;

  LibraryChoice(List<LibrarySet> sets, DriverFacts driver) {
    this.sets = sets;
    this.driver = driver;
  }

  /** For a machine. Without a sign of a GPU its driver is not asked: it may be a container's. */
  public static LibraryChoice of(DeviceSelection.Facts facts) {
    return new LibraryChoice(
        LibrarySet.ALL,
        GpuEvidence.find(facts.system()).isEmpty()
            ? DriverFacts.unknown()
            : facts.libraries().facts());
  }

  /** Whether nothing is known of the machine that they are for. */
  boolean isBlind() {
    return driver.cuda() == 0 && driver.capability().isEmpty();
  }

  /** The best of {@link #suitable}; empty if there is none. */
  Optional<LibrarySet> best() {
    return sets.stream()
        .filter(set -> set.refusal(driver).isEmpty())
        .filter(set -> !isBlind() || set.isNamed(UNASKED))
        .findFirst();
  }

  /**
   * What suits the driver and the card, the best first; where nothing is known of them, one that
   * serves most machines of today, from where most machines can have it.
   *
   * @throws DeviceUnavailableException if nothing does
   */
  List<LibrarySet> suitable() {
    if (best().isEmpty()) {
      throw refused(sets.get(sets.size() - 1));
    }
    return isBlind()
        ? List.of(best().get())
        : sets.stream().filter(set -> set.refusal(driver).isEmpty()).toList();
  }

  /**
   * All that a name may stand for: what suits first, the best before others, then what does not.
   *
   * @param name "12", "12.6"; empty for all
   * @throws IllegalArgumentException if there is none
   */
  List<LibrarySet> meant(Optional<String> name) {
    List<LibrarySet> named =
        sets.stream()
            .filter(set -> name.map(set::isNamed).orElse(true))
            .sorted(Comparator.comparing(set -> set.refusal(driver).isPresent()))
            .toList();
    if (named.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no stack '%s', expected 11, 12 or 13, or one of the versions %s"
              .formatted(
                  name.orElse(""),
                  sets.stream().map(LibrarySet::cuda).sorted().collect(Collectors.joining(", "))));
    }
    return named;
  }

  /**
   * What a name stands for on this machine: "12" for 12.9 where the card is too new for 12.6.
   *
   * @throws IllegalArgumentException if there is none of the name
   * @throws DeviceUnavailableException if the driver or the card cannot use any of the name; it
   *     says why, and what to do instead
   */
  LibrarySet named(String name) {
    List<LibrarySet> named = meant(Optional.of(name));
    return named.stream()
        .filter(set -> set.refusal(driver).isEmpty())
        .findFirst()
        .orElseThrow(() -> refused(named.get(named.size() - 1)));
  }

  /**
   * @throws DeviceUnavailableException if the driver or the card cannot use it
   */
  void require(LibrarySet set) {
    if (set.refusal(driver).isPresent()) {
      throw refused(set);
    }
  }

  private DeviceUnavailableException refused(LibrarySet set) {
    String instead =
        sets.stream()
            .filter(other -> other.refusal(driver).isEmpty())
            .findFirst()
            .map(other -> "; instead: " + LibraryCache.command(other.stack()))
            .orElse("");
    return new DeviceUnavailableException(set.refusal(driver).orElseThrow() + instead);
  }
}
