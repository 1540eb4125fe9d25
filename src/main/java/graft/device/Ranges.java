package graft.device;

import graft.platform.Bundled;
import graft.platform.DeviceUnavailableException;
import graft.platform.NativeLoading;
import graft.platform.SystemView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names for stretches of the host's work, which profilers show: NVTX ranges on a GPU, ranges of the
 * trace on the software device. Where nothing listens, they cost a look at a flag.
 *
 * <p>A profiler says where its library is in NVTX_INJECTION64_PATH; it is asked as NVTX 3 does,
 * which is but a header of the CUDA toolkit. Otherwise NVTX 2 is used where libnvToolsExt.so.1 is
 * found: CUDA up to 12.8 brings it.
 */
public final class Ranges {
  private static final Logger log = LoggerFactory.getLogger(Ranges.class);
  private static final String PROFILER = "NVTX_INJECTION64_PATH";
  private static final String LIBRARY = "libnvToolsExt.so.1";
  private static final String CALLS = "libgraft-ranges.so";

  private volatile boolean on;

  private Ranges() {}

  /** Those of the software device: off until a trace wants them. */
  static Ranges ofSoftware() {
    return new Ranges();
  }

  /** Those of a GPU: on where there is an NVTX that takes them. */
  static Ranges ofGpu(SystemView system) {
    Ranges ranges = new Ranges();
    Optional<Path> library = system.library(LIBRARY);
    boolean profiled = !system.variable(PROFILER).isEmpty();
    if (!profiled && library.isEmpty()) {
      return ranges;
    }
    try {
      loadCalls();
      ranges.on = profiled && RangeCalls.useProfiler(system.variable(PROFILER));
      if (!ranges.on && library.isPresent()) {
        ranges.turnOn(library.get());
      } else if (!ranges.on) {
        log.warn(
            "no NVTX ranges: {}={} is no profiler that takes them",
            PROFILER,
            system.variable(PROFILER));
      }
    } catch (DeviceUnavailableException e) {
      log.warn("no NVTX ranges: {}", e.getMessage());
    }
    return ranges;
  }

  /**
   * Turns them on.
   *
   * @param library that takes them
   * @throws DeviceUnavailableException if it cannot
   */
  void turnOn(Path library) {
    loadCalls();
    if (!RangeCalls.useLibrary(library.toString())) {
      throw new DeviceUnavailableException(library + " has no nvtxRangePushA and nvtxRangePop");
    }
    on = true;
  }

  void turnOff() {
    on = false;
  }

  private static void loadCalls() {
    NativeLoading.load(CALLS, Bundled.path(CALLS));
  }

  /** Whether somebody listens. */
  public boolean areOn() {
    return on;
  }

  /** Computes something inside a range. */
  public <T> T get(String name, Supplier<T> work) {
    List<T> result = new ArrayList<>(1);
    in(name, () -> result.add(work.get()));
    return result.get(0);
  }

  /** Does work inside a range; ranges nest. */
  public void in(String name, Runnable work) {
    if (!on) {
      work.run();
      return;
    }
    RangeCalls.push(name);
    try {
      work.run();
    } finally {
      RangeCalls.pop();
    }
  }
}
