package graft.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * NVIDIA's libraries on a machine: the driver, and of the {@link CudaStack}s the newest that is
 * there and suits the driver and its card. Found by name, loaded by path before JCuda, in the order
 * they depend on each other: the loader then matches what JCuda asks for by name with what is
 * loaded, wherever it lies.
 */
public final class NvidiaLibraries {
  /** The driver. */
  public static final String DRIVER = "libcuda.so.1";

  private static final Map<String, String> TITLES =
      Map.of(
          "cuda",
          "driver",
          "cublas",
          "cuBLAS",
          "cublasLt",
          "cuBLASLt",
          "cudnn",
          "cuDNN",
          "nvrtc",
          "NVRTC");

  private final SystemView system;
  private final Map<Path, String> unloadable;
  private final LibrarySearch search;
  private final List<Candidate> drivers = new ArrayList<>();
  private final Optional<Path> driver;
  private final DriverFacts facts;
  private final List<StackLibraries> stacks;
  private final Optional<StackLibraries> chosen;
  // The one that can be used, or what comes next to it.
  private final StackLibraries shown;

  /** As far as the machine's files tell. */
  NvidiaLibraries(SystemView system) {
    this(system, Map.of());
  }

  /**
   * The same.
   *
   * @param unloadable files that are not taken, with what the loader said of them
   */
  NvidiaLibraries(SystemView system, Map<Path, String> unloadable) {
    this(system, unloadable, driver -> DriverFacts.ofFiles(system, driver));
  }

  private NvidiaLibraries(
      SystemView system,
      Map<Path, String> unloadable,
      Function<Optional<Path>, DriverFacts> facts) {
    this.system = system;
    this.unloadable = Map.copyOf(unloadable);
    this.search = new LibrarySearch(system);
    this.driver = search.all(DRIVER).stream().filter(file -> problem(file).isEmpty()).findFirst();
    for (Path file : search.all(DRIVER)) {
      drivers.add(
          problem(file)
              .map(problem -> Candidate.skipped(file, problem))
              .orElseGet(
                  () ->
                      driver.filter(file::equals).isPresent()
                          ? Candidate.taken(file, "this machine")
                          : Candidate.skipped(file, driver.orElseThrow() + " is preferred")));
    }
    this.facts = facts.apply(driver);
    this.stacks =
        Stream.of(CudaStack.values())
            .map(stack -> new StackLibraries(system, search, stack, this.facts, unloadable))
            .toList();
    this.chosen = stacks.stream().filter(StackLibraries::isUsable).findFirst();
    this.shown = chosen.orElseGet(this::nearest);
  }

  private Optional<String> problem(Path file) {
    return ElfHeader.problem(file)
        .or(
            () ->
                Optional.ofNullable(unloadable.get(file))
                    .map(why -> "it cannot be loaded: " + why));
  }

  /** What lacks least; of equals what one command brings. */
  private StackLibraries nearest() {
    CudaStack brought =
        new LibraryChoice(LibrarySet.ALL, facts)
            .best()
            .map(LibrarySet::stack)
            .orElse(CudaStack.CUDA_11); // which the fewest drivers are too old for
    Comparator<StackLibraries> order =
        Comparator.comparing((StackLibraries s) -> !s.suitsDriver())
            .thenComparing(s -> s.missing().size())
            .thenComparing(s -> s.stack() != brought);
    return stacks.stream().min(order).orElseThrow();
  }

  /** The same machine after its driver was asked, for its first card. */
  NvidiaLibraries with(DriverProbe.Finding finding) {
    return with(finding, finding.cards().stream().findFirst());
  }

  /** The same machine after its driver was asked, for a card of it. */
  NvidiaLibraries with(DriverProbe.Finding finding, Optional<GpuCard> card) {
    DriverFacts told = facts.with(finding.cuda(), card);
    return new NvidiaLibraries(system, unloadable, file -> told);
  }

  /** What to load for a card; only without an {@link #obstacle}. */
  GpuPlan plan(Optional<GpuCard> card) {
    return new GpuPlan(
        stack().orElseThrow(),
        card.map(GpuCard::ordinal).orElse(0),
        card.map(GpuCard::uuid).orElse(""),
        found(),
        compiler());
  }

  /** What is known of the driver and its first card. */
  DriverFacts facts() {
    return facts;
  }

  Optional<Path> driver() {
    return driver;
  }

  /** The stack that is taken; empty if none can be used. */
  Optional<CudaStack> stack() {
    return chosen.map(StackLibraries::stack);
  }

  /** What is loaded, in this order; empty if it is not all there. */
  Map<String, Path> found() {
    Map<String, Path> found = new LinkedHashMap<>();
    driver.ifPresent(file -> found.put(DRIVER, file));
    chosen.ifPresent(libraries -> found.putAll(libraries.found()));
    return found;
  }

  /** NVRTC in the order of loading, if it was found; not among what a GPU needs at first. */
  Map<String, Path> compiler() {
    return shown.compiler();
  }

  /** The stack that {@link #compiler} is of. */
  CudaStack compilerStack() {
    return shown.stack();
  }

  /** Why they cannot be used, in a line; empty if they can. */
  Optional<String> obstacle() {
    if (driver.isEmpty()) {
      return Optional.of(Candidate.none(DRIVER, drivers));
    }
    if (chosen.isPresent()) {
      return Optional.empty();
    }
    // What is all there says more than what is not.
    return stacks.stream()
        .filter(stack -> stack.missing().isEmpty())
        .findFirst()
        .or(() -> Optional.of(shown))
        .map(StackLibraries::obstacle);
  }

  /** Of each stack whether it is taken, and why not. */
  List<String> verdicts() {
    return stacks.stream()
        .map(stack -> stack.verdict(chosen.filter(c -> c == stack).isPresent()))
        .toList();
  }

  /** All files that were looked at: the driver's, then those of each stack. */
  List<Candidate> candidates() {
    return Stream.concat(
            drivers.stream(), stacks.stream().flatMap(stack -> stack.candidates().stream()))
        .toList();
  }

  /** Each library of a stack, found or not, in the order of loading; NVRTC last. */
  List<LibraryInfo> describe() {
    CudaStack stack = shown.stack();
    List<LibraryInfo> all = new ArrayList<>();
    all.add(describe(DRIVER, driver.map(file -> Map.of(DRIVER, file)).orElse(Map.of()), true));
    List<String> names = new ArrayList<>(List.of(stack.blasLt(), stack.blas()));
    names.addAll(stack.dnnParts());
    names.add(stack.dnn());
    names.forEach(name -> all.add(describe(name, shown.found(), true)));
    compiler().keySet().stream()
        .filter(name -> !name.equals(stack.compiler()))
        .forEach(name -> all.add(describe(name, compiler(), false)));
    all.add(describe(stack.compiler(), compiler(), false));
    return all;
  }

  private static LibraryInfo describe(String name, Map<String, Path> files, boolean needed) {
    String title = TITLES.getOrDefault(name.replaceFirst("^lib(.*)\\.so.*", "$1"), name);
    Path file = files.get(name);
    return file == null
        ? LibraryInfo.missing(title, name, needed)
        : LibraryInfo.found(title, name, needed, file);
  }

  /** The command that brings what is missing; the driver comes first. */
  Optional<String> fix() {
    if (obstacle().isEmpty()) {
      return Optional.empty();
    }
    boolean brought = driver.isPresent() && installable().findAny().isPresent();
    return Optional.of(brought ? LibraryCache.COMMAND : DriverInstallation.command(system));
  }

  /** The stacks that suit the driver. */
  private Stream<CudaStack> installable() {
    return stacks.stream().filter(StackLibraries::suitsDriver).map(StackLibraries::stack);
  }

  /** What is missing, what was found and not taken, where it was looked for, and what to do. */
  String report() {
    List<String> lines = new ArrayList<>();
    if (driver.isEmpty()) {
      lines.add(Candidate.none(DRIVER, drivers));
    }
    lines.addAll(verdicts());
    candidates().stream()
        .filter(candidate -> !candidate.taken())
        .map(candidate -> candidate.path() + " " + candidate.verdict())
        .distinct()
        .forEach(lines::add);
    lines.add(
        "looked in "
            + search.directories().stream().map(Path::toString).collect(Collectors.joining(", ")));
    fix().ifPresent(command -> lines.add("next: " + command));
    if (driver.isPresent()) {
      installable()
          .forEach(
              stack ->
                  stack
                      .pip()
                      .ifPresent(
                          pip ->
                              lines.add(
                                  "or, for "
                                      + stack.title()
                                      + ", in a Python environment: "
                                      + pip
                                      + "; or NVIDIA's toolkit and cuDNN packages")));
    }
    return String.join("\n", lines);
  }
}
