package graft.device;

import graft.fetch.AtomicFile;
import graft.fetch.FileProblem;
import graft.fetch.FolderAside;
import graft.platform.NvidiaLibraries;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
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
    Path whole = file.toAbsolutePath();
    String name = String.valueOf(whole.getFileName());
    // Aside, so that where the disk is full the file is not there rather than cut off.
    try (FolderAside aside = FolderAside.create(whole.getParent(), name)) {
      Path written = aside.path().resolve(name);
      int error = SoftwareDevice.stopTrace(written.toString());
      if (error != 0) {
        throw unwritten(FileProblem.ofErrorNumber(error), Optional.empty());
      }
      AtomicFile.rename(written, whole);
    } catch (FileSystemException e) {
      SoftwareDevice.stopTrace("/dev/null"); // it may not have come that far
      throw unwritten(FileProblem.cause(e), Optional.of(e));
    }
  }

  private IOException unwritten(String why, Optional<IOException> cause) {
    IOException failure =
        new IOException("the trace cannot be written to %s: %s".formatted(file, why));
    cause.ifPresent(failure::initCause);
    return failure;
  }
}
