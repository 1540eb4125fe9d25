package graft.platform;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What can be used of a machine that shows a GPU: its driver is asked, a card chosen, then the
 * libraries for it, and all of that tried. Where a library cannot be loaded, the next of its name
 * is taken and all is tried again.
 *
 * @param libraries those that were looked at last
 * @param finding what the driver said, if it was asked
 * @param card the one that was chosen, if the driver has one
 * @param plan what to load; empty if nothing can be used
 * @param obstacle why nothing can; empty if something can
 * @param broken a library that cannot be loaded, if that is why
 */
record GpuSearch(
    NvidiaLibraries libraries,
    Optional<DriverProbe.Finding> finding,
    Optional<GpuCard> card,
    Optional<GpuPlan> plan,
    Optional<String> obstacle,
    Optional<Broken> broken) {
  /** A machine with more broken libraries is not gone through to the end. */
  private static final int ATTEMPTS = 8;

  /** A file, and what the loader said of it. */
  record Broken(Path file, String why) {}

  /**
   * Searches.
   *
   * @param gpu the name of a card; empty takes the one with most free memory
   * @throws DeviceUnavailableException if no card has that name
   */
  static GpuSearch of(DeviceSelection.Facts facts, Optional<String> gpu) {
    Map<Path, String> unloadable = new LinkedHashMap<>();
    GpuSearch found = once(facts, gpu, unloadable);
    for (int attempt = 1; attempt < ATTEMPTS && found.broken().isPresent(); attempt++) {
      Broken broken = found.broken().get();
      if (unloadable.putIfAbsent(broken.file(), broken.why()) != null) {
        return found;
      }
      found = once(facts, gpu, unloadable);
    }
    return found;
  }

  private static GpuSearch once(
      DeviceSelection.Facts facts, Optional<String> gpu, Map<Path, String> unloadable) {
    NvidiaLibraries byFiles = new NvidiaLibraries(facts.system(), unloadable);
    if (byFiles.driver().isEmpty()) {
      return new GpuSearch(byFiles, Optional.empty(), Optional.empty(), byFiles.obstacle());
    }
    Path driver = byFiles.driver().get();
    DriverProbe.Finding finding = facts.probe().apply(driver);
    if (!finding.usable()) {
      return new GpuSearch(
          byFiles,
          Optional.of(finding),
          Optional.empty(),
          Optional.empty(),
          Optional.of(finding.finding()),
          finding.unloadable().map(why -> new Broken(driver, why)));
    }
    Optional<GpuCard> card = card(finding, gpu);
    NvidiaLibraries libraries = byFiles.with(finding, card);
    Optional<String> obstacle =
        libraries
            .obstacle()
            .or(
                () ->
                    facts.hasKernels(libraries)
                        ? Optional.empty()
                        : Optional.of(KernelImage.missing()))
            .or(() -> libraries.stack().flatMap(JcudaNatives::obstacle));
    if (obstacle.isPresent()) {
      return new GpuSearch(libraries, Optional.of(finding), card, obstacle);
    }
    GpuPlan plan = libraries.plan(card);
    GpuTrial.Verdict verdict = facts.trial().apply(plan);
    return new GpuSearch(
        libraries,
        Optional.of(finding),
        card,
        verdict.failure().isEmpty() ? Optional.of(plan) : Optional.empty(),
        verdict.failure(),
        verdict.unloadable().map(library -> broken(plan, library)));
  }

  private GpuSearch(
      NvidiaLibraries libraries,
      Optional<DriverProbe.Finding> finding,
      Optional<GpuCard> card,
      Optional<String> obstacle) {
    this(libraries, finding, card, Optional.empty(), obstacle, Optional.empty());
  }

  private static Optional<GpuCard> card(DriverProbe.Finding finding, Optional<String> gpu) {
    if (finding.cards().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        gpu.map(name -> GpuName.find(name, finding.cards()))
            .orElseGet(() -> GpuName.most(finding.cards())));
  }

  private static Broken broken(GpuPlan plan, GpuTrial.Unloadable library) {
    Path file = plan.libraries().get(library.name());
    if (file == null) {
      throw new IllegalStateException(library.name() + " is not in the plan " + plan);
    }
    return new Broken(file, library.why());
  }
}
