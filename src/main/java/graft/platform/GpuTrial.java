package graft.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a GPU computes with the libraries that were chosen: a child process loads them, opens the
 * card and computes. It says each step before it takes it, so that a crash and a hang have a place.
 */
public final class GpuTrial {
  private static final String STEP = "graft-trial-step: ";
  private static final String UNLOADABLE = "graft-trial-unloadable: ";
  private static final String FAILED = "graft-trial-failed: ";
  private static final String PASSED = "graft-trial-passed";
  private static final String LOADING = "loading ";
  private static final int SECONDS = 120;

  private GpuTrial() {}

  /**
   * What came of one.
   *
   * @param failure the step and what became of it, in a line; empty if all went well
   * @param unloadable the library that could not be loaded, if that was it
   */
  record Verdict(Optional<String> failure, Optional<Unloadable> unloadable) {
    static Verdict passed() {
      return new Verdict(Optional.empty(), Optional.empty());
    }
  }

  /**
   * A library that cannot be loaded.
   *
   * @param name its SONAME
   * @param why what the loader said
   */
  record Unloadable(String name, String why) {}

  /** What the child says on its standard output. */
  public static final class Speaker {
    /** Before a step, such as "opening the device". */
    public void step(String step) {
      System.out.println(STEP + step);
    }

    void loading(String name) {
      step(LOADING + name);
    }

    void unloadable(String name, DeviceUnavailableException e) {
      System.out.println(UNLOADABLE + name + " " + NativeLoading.reason(e));
    }

    /** That the step went wrong; nothing follows. */
    public void failed(String why) {
      System.out.println(FAILED + why.lines().findFirst().orElse("for no reason that is told"));
    }

    /** That all went well. */
    public void passed() {
      System.out.println(PASSED);
    }
  }

  /**
   * In a child process.
   *
   * @param main the class that computes; its arguments are those of {@link GpuPlan#of}
   */
  static Verdict ask(SystemView system, Class<?> main, GpuPlan plan) {
    return verdict(run(system, main, plan));
  }

  static ProbeProcess.Result run(SystemView system, Class<?> main, GpuPlan plan) {
    return ProbeProcess.run(system, main, plan.arguments(), SECONDS);
  }

  static Verdict verdict(ProbeProcess.Result result) {
    List<String> steps = result.after(STEP);
    String step = steps.isEmpty() ? "trying it" : steps.get(steps.size() - 1);
    Optional<String> refused = result.after(UNLOADABLE).stream().findFirst();
    if (refused.isPresent()) {
      String[] words = refused.get().split(" ", 2);
      return unloadable(words[0], words[words.length - 1]);
    }
    if (result.failure().isPresent()) {
      String end = result.failure().get();
      return step.startsWith(LOADING)
          ? unloadable(step.substring(LOADING.length()), "loading it " + end)
          : new Verdict(Optional.of(step + " " + end), Optional.empty());
    }
    Optional<String> failed = result.after(FAILED).stream().findFirst();
    if (failed.isPresent()) {
      return new Verdict(Optional.of(step + " failed: " + failed.get()), Optional.empty());
    }
    return result.lines().contains(PASSED)
        ? Verdict.passed()
        : new Verdict(Optional.of(step + " ended without an answer"), Optional.empty());
  }

  private static Verdict unloadable(String name, String why) {
    return new Verdict(
        Optional.of(name + " cannot be loaded: " + why), Optional.of(new Unloadable(name, why)));
  }

  /**
   * The child's part of loading: as {@link Libraries#load} does, library by library.
   *
   * @return the libraries, or nothing if one could not be loaded, which was said
   * @throws DeviceUnavailableException if JCuda's natives do not fit them
   */
  public static Optional<Libraries> load(GpuPlan plan, Speaker speaker) {
    for (Map.Entry<String, Path> library : plan.libraries().entrySet()) {
      speaker.loading(library.getKey());
      try {
        NativeLoading.load(library.getKey(), library.getValue());
      } catch (DeviceUnavailableException e) {
        speaker.unloadable(library.getKey(), e);
        return Optional.empty();
      }
    }
    speaker.step("binding JCuda");
    return Optional.of(Libraries.ofLoaded(SystemView.real(), plan));
  }
}
