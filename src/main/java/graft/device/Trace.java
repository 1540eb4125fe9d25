package graft.device;

import graft.fetch.AtomicFile;
import graft.fetch.FileProblem;
import graft.platform.NvidiaLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A recording of everything that the software device is asked and does, from {@link
 * Device#startTrace} until {@link #close} writes it as a Chrome trace: every API call, every kernel
 * and library operation with its time, stream, bytes, launch shape and floating-point operations,
 * and the ranges around them. There is one at a time in a process. It ends after {@link
 * #MAX_EVENTS} events; what comes later is counted.
 */
public final class Trace implements AutoCloseable {
  /** How many events are kept: some hundred megabytes of file, as much as viewers take. */
  public static final long MAX_EVENTS = 1_000_000;

  private static final AtomicBoolean RUNNING = new AtomicBoolean();

  private final Device device;
  private final Path file;
  private boolean open = true;

  Trace(Device device, Path file, long limit) {
    if (!RUNNING.compareAndSet(false, true)) {
      throw new IllegalStateException("a trace is being recorded already");
    }
    this.device = device;
    this.file = file;
    try {
      device.ranges().turnOn(device.libraries().get(NvidiaLibraries.DRIVER));
    } catch (RuntimeException e) {
      RUNNING.set(false);
      throw e;
    }
    SoftwareDevice.startTrace(limit);
  }

  /** Events kept so far. */
  public long events() {
    return SoftwareDevice.traceCounts()[0];
  }

  /** Events that came after the trace was full. */
  public long leftOut() {
    return SoftwareDevice.traceCounts()[1];
  }

  /** Where it is written to. */
  public Path file() {
    return file;
  }

  /**
   * Waits for all submitted work, ends the recording and writes it. Later calls do nothing. May be
   * called by another thread than the one that works, which loses what has not ended yet.
   *
   * @throws IOException if the file cannot be written
   */
  @Override
  public synchronized void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    device.ranges().turnOff();
    RUNNING.set(false);
    // Aside, so that where the disk is full the file is not there rather than cut off.
    Path aside = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID() + ".part");
    try {
      int error = SoftwareDevice.stopTrace(aside.toAbsolutePath().toString());
      if (error != 0) {
        throw new IOException(
            "the trace cannot be written to %s: %s"
                .formatted(file, FileProblem.ofErrorNumber(error)));
      }
      AtomicFile.rename(aside, file);
    } finally {
      Files.deleteIfExists(aside);
    }
  }
}
