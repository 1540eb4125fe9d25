package graft.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jcuda.driver.JCudaDriver;

/**
 * Asks NVIDIA's driver for its cards, in a JVM of its own: this one could never turn to the
 * software device after the driver was loaded and had none (CUDA_VISIBLE_DEVICES empty, a kernel
 * module of another version, a container without access).
 */
final class DriverProbe {
  private static final String PROBLEM = "graft-driver-problem: ";
  private static final String UNLOADABLE = "graft-driver-unloadable: ";
  private static final String CUDA = "graft-driver-cuda: ";
  private static final String CARD = "graft-driver-card: ";
  private static final int SECONDS = 60;

  private DriverProbe() {}

  /**
   * What it found.
   *
   * @param usable whether there is a card
   * @param finding what the driver said
   * @param cuda the version of CUDA that the driver supports, as it counts them; 0 if not told
   * @param cards those that are visible
   * @param unloadable why the driver's library cannot be loaded, if that is what keeps it
   */
  record Finding(
      boolean usable, String finding, int cuda, List<GpuCard> cards, Optional<String> unloadable) {
    Finding {
      cards = List.copyOf(cards);
    }

    /** That there is none to be had. */
    static Finding none(String why) {
      return new Finding(false, why, 0, List.of(), Optional.empty());
    }

    static Finding of(int cuda, List<GpuCard> cards) {
      return new Finding(true, "devices " + cards.size(), cuda, cards, Optional.empty());
    }

    /** Nothing: the driver is taken to suit. */
    static Finding unasked() {
      return new Finding(true, "not asked", 0, List.of(), Optional.empty());
    }

    /** The driver's version, then each card, in a line each; empty if not usable. */
    List<String> details() {
      return details(Optional.empty());
    }

    /** The same; a card that is taken is marked where there are others. */
    List<String> details(Optional<GpuCard> taken) {
      return cards.isEmpty()
          ? List.of()
          : Stream.concat(
                  Stream.of("CUDA " + DriverVersion.text(cuda)),
                  cards.stream()
                      .map(
                          card ->
                              card.text()
                                  + (cards.size() > 1 && taken.filter(card::equals).isPresent()
                                      ? ", taken"
                                      : "")))
              .toList();
    }
  }

  /** In a child process. */
  static Finding ask(SystemView system, Path driver) {
    return finding(run(system, driver));
  }

  static ProbeProcess.Result run(SystemView system, Path driver) {
    return ProbeProcess.run(
        system, DriverProbe.class, List.of(driver.toAbsolutePath().toString()), SECONDS);
  }

  static Finding finding(ProbeProcess.Result result) {
    if (result.failure().isPresent()) {
      return Finding.none("asking the driver " + result.failure().get());
    }
    Optional<String> unloadable = result.after(UNLOADABLE).stream().findFirst();
    if (unloadable.isPresent()) {
      return new Finding(
          false,
          NvidiaLibraries.DRIVER + " cannot be loaded: " + unloadable.get(),
          0,
          List.of(),
          unloadable);
    }
    Optional<String> problem = result.after(PROBLEM).stream().findFirst();
    if (problem.isPresent()) {
      return Finding.none(problem.get());
    }
    List<GpuCard> cards =
        result.after(CARD).stream().flatMap(line -> GpuCard.parse(line).stream()).toList();
    int cuda =
        result.after(CUDA).stream()
            .filter(number -> number.matches("[0-9]{1,9}"))
            .mapToInt(Integer::parseInt)
            .findFirst()
            .orElse(0);
    return cards.isEmpty() ? Finding.none("the driver reports no device") : Finding.of(cuda, cards);
  }

  /** The child process: one argument, the driver's library. */
  public static void main(String[] arguments) {
    Path driver = Path.of(arguments[0]);
    try {
      NativeLoading.load(NvidiaLibraries.DRIVER, driver);
    } catch (DeviceUnavailableException e) {
      System.out.println(UNLOADABLE + NativeLoading.reason(e));
      return;
    }
    try {
      JcudaNatives.loadDriverOnly(SystemView.real());
      int status = JCudaDriver.cuInit(0);
      if (status != 0) {
        System.out.println(
            PROBLEM + "cuInit: " + DriverStatus.text(status) + DriverStatus.hint(status));
        return;
      }
      int[] version = new int[1];
      JCudaDriver.cuDriverGetVersion(version);
      System.out.println(CUDA + version[0]);
      DriverCards.ask(true).forEach(card -> System.out.println(CARD + card.line()));
    } catch (DeviceUnavailableException e) {
      System.out.println(
          PROBLEM + String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown"));
    }
  }
}
