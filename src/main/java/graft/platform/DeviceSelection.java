package graft.platform;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The decision between the GPU and the software device, made without loading anything.
 *
 * @param software which of the two
 * @param reason why, in a line
 */
public record DeviceSelection(boolean software, String reason) {
  private static final String OFF = "off";

  /**
   * What the decision rests on; the tests give their own.
   *
   * @param probe asks a driver for its cards
   * @param trial tries a plan
   * @param kernelsForGpu whether the build has kernels for a GPU
   * @param compiler that among the machine's libraries, which can make up for them
   */
  public record Facts(
      SystemView system,
      Function<Path, DriverProbe.Finding> probe,
      Function<GpuPlan, GpuTrial.Verdict> trial,
      boolean kernelsForGpu,
      Function<NvidiaLibraries, Optional<KernelCompiler>> compiler) {
    /** Asks and tries each once, which takes a process. */
    public Facts {
      probe = once(probe);
      trial = once(trial);
    }

    /** Where what was found is taken to work. */
    Facts(
        SystemView system,
        Function<Path, DriverProbe.Finding> probe,
        boolean kernelsForGpu,
        Function<NvidiaLibraries, Optional<KernelCompiler>> compiler) {
      this(system, probe, plan -> GpuTrial.Verdict.passed(), kernelsForGpu, compiler);
    }

    private static <Q, A> Function<Q, A> once(Function<Q, A> ask) {
      Map<Q, A> answers = new HashMap<>();
      return question -> answers.computeIfAbsent(question, ask);
    }

    /** Of this machine; no GPU is tried. */
    public static Facts real() {
      SystemView system = SystemView.real();
      return new Facts(
          system,
          driver -> DriverProbe.ask(system, driver),
          KernelImage.forGpu().isPresent(),
          libraries -> NvrtcCompiler.find(system, libraries));
    }

    /**
     * Of this machine. With -Dgraft.probe=off no process is started, and files alone decide.
     *
     * @param trial the class that a child runs to try a GPU; see {@link GpuTrial}
     * @param anew whether to try whatever went well at an earlier start
     * @param named whether a card is asked for by name
     */
    public static Facts real(Class<?> trial, boolean anew, boolean named) {
      return of(SystemView.real(), trial, anew, named);
    }

    static Facts of(SystemView system, Class<?> trial, boolean anew, boolean named) {
      boolean off = System.getProperty("graft.probe", "").equals(OFF);
      RememberedProbe remembered = new RememberedProbe(system, trial, anew, named);
      return new Facts(
          system,
          off ? driver -> DriverProbe.Finding.unasked() : remembered::driver,
          off ? plan -> GpuTrial.Verdict.passed() : remembered::tried,
          KernelImage.forGpu().isPresent(),
          libraries -> NvrtcCompiler.find(system, libraries));
    }

    boolean hasKernels(NvidiaLibraries libraries) {
      return kernelsForGpu || compiler.apply(libraries).isPresent();
    }

    /** NVIDIA's, chosen by what the driver says where it can be asked, else by files alone. */
    NvidiaLibraries libraries() {
      NvidiaLibraries byFiles = new NvidiaLibraries(system);
      return byFiles
          .driver()
          .map(probe)
          .filter(DriverProbe.Finding::usable)
          .map(byFiles::with)
          .orElse(byFiles);
    }
  }

  /** Decides, where any card will do. */
  public static DeviceSelection decide(DeviceChoice choice, Facts facts) {
    return decide(choice, Optional.empty(), facts);
  }

  /**
   * Decides.
   *
   * @param gpu the name of a card, which asks for the GPU; empty takes the one with most free
   *     memory
   * @throws DeviceUnavailableException if the GPU is asked for by name and cannot be used
   */
  public static DeviceSelection decide(DeviceChoice choice, Optional<String> gpu, Facts facts) {
    SupportedPlatform.require(facts.system());
    if (choice == DeviceChoice.SOFTWARE) {
      return new DeviceSelection(true, "asked for");
    }
    Optional<Path> sign = GpuEvidence.find(facts.system());
    return choice == DeviceChoice.GPU || gpu.isPresent()
        ? gpuOrError(sign, gpu, facts)
        : gpuOrSoftware(sign, facts);
  }

  private static DeviceSelection gpuOrError(
      Optional<Path> sign, Optional<String> gpu, Facts facts) {
    if (sign.isEmpty()) {
      NvidiaLibraries libraries = new NvidiaLibraries(facts.system());
      throw new DeviceUnavailableException(
          "no NVIDIA GPU: none of "
              + GpuEvidence.lookedFor()
              + " exists on this machine"
              + (libraries.obstacle().isEmpty() ? "" : "\n" + libraries.report())
              + "\n--device software computes on the CPU");
    }
    GpuSearch search = GpuSearch.of(facts, gpu);
    if (search.obstacle().isPresent()) {
      NvidiaLibraries libraries = search.libraries();
      throw new DeviceUnavailableException(
          "an NVIDIA GPU is there ("
              + sign.get()
              + "), but "
              + (libraries.obstacle().isPresent()
                  ? "not usable yet\n" + libraries.report()
                  : search.obstacle().get()));
    }
    return new DeviceSelection(false, "asked for");
  }

  private static DeviceSelection gpuOrSoftware(Optional<Path> sign, Facts facts) {
    if (sign.isEmpty()) {
      return new DeviceSelection(true, "no NVIDIA GPU on this machine");
    }
    String gpu = "an NVIDIA GPU is there (" + sign.get() + "), but ";
    String how = "; --device gpu says how to use it";
    // By files first: a machine without the libraries is not made to wait for its driver.
    NvidiaLibraries byFiles = new NvidiaLibraries(facts.system());
    if (byFiles.obstacle().isPresent()) {
      return new DeviceSelection(true, gpu + byFiles.obstacle().get() + how);
    }
    GpuSearch search = GpuSearch.of(facts, Optional.empty());
    if (search.obstacle().isPresent()) {
      boolean installable = search.libraries().obstacle().isPresent();
      return new DeviceSelection(
          true,
          gpu + search.obstacle().get().lines().findFirst().orElse("") + (installable ? how : ""));
    }
    DriverProbe.Finding finding = search.finding().orElseThrow();
    return new DeviceSelection(
        false,
        "found: "
            + finding.finding()
            + (finding.cards().size() < 2
                ? ""
                : search.card().map(c -> ", " + c.ordinal() + " has most free memory").orElse("")));
  }
}
