package graft.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names for stretches of the host's work, which profilers show: NVTX ranges on a GPU where
 * libnvToolsExt.so.1 is found, ranges of the trace on the software device. Where nothing listens,
 * they cost a look at a flag.
 */
public final class Ranges {
  /** The part of NVTX that is a library; CUDA 11 and 12 bring it. */
  static final String NVTX = "libnvToolsExt.so.1";

  private static final Logger log = LoggerFactory.getLogger(Ranges.class);
  private static final String CALLS = "libgraft-ranges.so";

  private final Path library;
  private volatile boolean on;
  private boolean opened;

  private Ranges(Path library) {
    this.library = library;
  }

  /** Those of the software device: off until a trace wants them. */
  static Ranges ofSoftware(Libraries libraries) {
    return new Ranges(libraries.files().get(NvidiaLibraries.DRIVER));
  }

  /** Those of a GPU: on where NVTX is found. */
  static Ranges ofGpu(SystemView system) {
    Optional<Path> found = new LibrarySearch(system).find(NVTX);
    Ranges ranges = new Ranges(found.orElse(Path.of(NVTX)));
    if (found.isPresent()) {
      try {
        ranges.turn(true);
      } catch (DeviceUnavailableException e) {
        log.warn("no NVTX ranges: {}", e.getMessage());
      }
    }
    return ranges;
  }

  /**
   * Turns them on or off.
   *
   * @throws DeviceUnavailableException if the library that takes them cannot be used
   */
  void turn(boolean wanted) {
    if (wanted && !opened) {
      NativeLoading.load(CALLS, calls());
      if (!RangeCalls.open(library.toString())) {
        throw new DeviceUnavailableException(library + " has no nvtxRangePushA and nvtxRangePop");
      }
      opened = true;
    }
    on = wanted;
  }

  private static Path calls() {
    Optional<Path> build = SoftwareLibraries.buildFolder();
    if (build.isPresent()) {
      return build.get().resolve(CALLS);
    }
    PackedFile packed =
        PackedFile.find("graft/native/" + CALLS, CALLS)
            .orElseThrow(
                () ->
                    new DeviceUnavailableException(
                        CALLS + " is not in this jar; `make` builds it"));
    return PrivateFolder.ofUser(SystemView.real())
        .unpack("ranges-" + Build.version(), List.of(packed))
        .resolve(CALLS);
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
