package graft.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What a machine has of one stack: the first file of each name that suits, and why not others. */
final class StackLibraries {
  private final SystemView system;
  private final CudaStack stack;
  private final DriverFacts driver;
  private final Map<Path, String> unloadable;
  private final Optional<String> refusal;
  private final Map<String, Path> found = new LinkedHashMap<>();
  private final Map<String, Path> compiler = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();
  private final List<Candidate> candidates = new ArrayList<>();

  /**
   * Of a machine.
   *
   * @param unloadable files that are not taken, with what the loader said of them
   */
  StackLibraries(
      SystemView system,
      LibrarySearch search,
      CudaStack stack,
      DriverFacts driver,
      Map<Path, String> unloadable) {
    this.system = system;
    this.stack = stack;
    this.driver = driver;
    this.unloadable = unloadable;
    this.refusal = stack.refusal(driver);
    Optional<Path> blas = pick(search, stack.blas());
    Optional<Path> dnn = pick(search, stack.dnn());
    Optional<Path> nvrtc = pick(search, stack.compiler());
    blas.ifPresentOrElse(
        file -> {
          addBeside(file, stack.blasLt());
          found.put(stack.blas(), file);
        },
        () -> missing.add(stack.blas()));
    nvrtc.ifPresent(this::addCompiler);
    if (stack.dnnParts().isEmpty()) {
      // cuDNN 9 opens NVRTC by name, which fails for a directory that the loader does not know.
      found.putAll(compiler);
    }
    dnn.ifPresentOrElse(
        file -> {
          stack.dnnParts().forEach(part -> addBeside(file, part));
          found.put(stack.dnn(), file);
        },
        () -> missing.add(stack.dnn()));
  }

  private Optional<Path> pick(LibrarySearch search, String name) {
    List<Path> files = search.all(name);
    List<Path> suitable = files.stream().filter(file -> problem(name, file).isEmpty()).toList();
    // A cuDNN that is known to be for this CUDA before one of which that is not known.
    Optional<Path> picked =
        suitable.stream()
            .filter(file -> name.equals(stack.dnn()) && cudaOfDnn(file).isPresent())
            .findFirst()
            .or(() -> suitable.stream().findFirst());
    for (Path file : files) {
      candidates.add(
          problem(name, file)
              .map(why -> Candidate.skipped(file, why))
              .orElseGet(
                  () ->
                      picked.filter(file::equals).isPresent()
                          ? Candidate.taken(file, stack.title())
                          : Candidate.skipped(file, picked.orElseThrow() + " is preferred")));
    }
    return picked;
  }

  private Optional<String> problem(String name, Path file) {
    return ElfHeader.problem(file)
        .or(() -> loading(name, file))
        .or(() -> stack.refusal(driver, name, LibraryVersion.of(file)))
        .or(() -> name.equals(stack.dnn()) ? otherCuda(file) : Optional.empty());
  }

  /** What the loader said of a file, or of a part that is loaded from beside it. */
  private Optional<String> loading(String name, Path file) {
    return unloadable.entrySet().stream()
        .filter(broken -> broken.getKey().equals(file) || isPart(name, file, broken.getKey()))
        .findFirst()
        .map(
            broken ->
                (broken.getKey().equals(file) ? "it" : "its " + broken.getKey().getFileName())
                    + " cannot be loaded: "
                    + broken.getValue());
  }

  private boolean isPart(String name, Path file, Path other) {
    String part = String.valueOf(other.getFileName());
    boolean belongs =
        (name.equals(stack.blas()) && part.equals(stack.blasLt()))
            || (name.equals(stack.dnn()) && stack.dnnParts().contains(part))
            || (name.equals(stack.compiler())
                && part.startsWith(stack.compilerFunctions().replace("*", "")));
    return belongs && other.equals(file.resolveSibling(part));
  }

  private Optional<String> otherCuda(Path dnn) {
    OptionalInt cuda = cudaOfDnn(dnn);
    return cuda.isPresent() && cuda.getAsInt() != stack.major()
        ? Optional.of("it is a cuDNN for CUDA " + cuda.getAsInt() + ", not " + stack.major())
        : Optional.empty();
  }

  private OptionalInt cudaOfDnn(Path dnn) {
    // Before version 9 the name told the stack.
    return stack == CudaStack.CUDA_11 ? OptionalInt.empty() : LibraryVersion.cudaOfDnn(system, dnn);
  }

  private void addBeside(Path library, String part) {
    Path sibling = library.resolveSibling(part);
    if (Files.isReadable(sibling)) {
      found.put(part, sibling);
    }
  }

  private void addCompiler(Path library) {
    SystemView.list(library.toAbsolutePath().getParent(), stack.compilerFunctions())
        .forEach(functions -> compiler.put(String.valueOf(functions.getFileName()), functions));
    compiler.put(stack.compiler(), library);
  }

  CudaStack stack() {
    return stack;
  }

  /** In the order of loading. */
  Map<String, Path> found() {
    return found;
  }

  /** NVRTC in the order of loading, if it was found. */
  Map<String, Path> compiler() {
    return compiler;
  }

  /** All files of these names, each with its verdict. */
  List<Candidate> candidates() {
    return candidates;
  }

  /** Whether the driver and its card can use this stack, as far as is known. */
  boolean suitsDriver() {
    return refusal.isEmpty();
  }

  boolean isUsable() {
    return suitsDriver() && missing.isEmpty();
  }

  /** The names of what cannot be found. */
  List<String> missing() {
    return missing;
  }

  /** Why it cannot be used: "libcudnn.so.9 was not found"; nothing if it can. */
  String obstacle() {
    return refusal
        .map(why -> stack.title() + " " + why)
        .orElseGet(
            () ->
                missing.stream()
                    .map(name -> Candidate.none(name, candidates))
                    .collect(Collectors.joining(", ")));
  }

  /** "CUDA 12 with cuDNN 9: libcudnn.so.9 was not found". */
  String verdict(boolean chosen) {
    if (isUsable()) {
      return stack.title() + (chosen ? ": taken" : ": could be used, a newer one is taken");
    }
    return refusal.map(why -> stack.title() + " " + why).orElse(stack.title() + ": " + obstacle());
  }
}
