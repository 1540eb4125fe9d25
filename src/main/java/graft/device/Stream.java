package graft.device;

import graft.platform.Bytes;
import java.nio.ByteBuffer;
import java.util.function.ObjIntConsumer;
import jcuda.driver.CUgraph;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/**
 * The device's one queue of work. Kernels, library calls, copies on the device and fills return at
 * once and run in order; uploads and downloads are complete when they return.
 */
public final class Stream {
  private final Context context;
  private final Ownership ownership;
  private final Staging staging;

  Stream(Context context, Ownership ownership, Staging staging) {
    this.context = context;
    this.ownership = ownership;
    this.staging = staging;
  }

  /**
   * Waits for all submitted work.
   *
   * @throws CudaException also for a failure of asynchronous work before
   */
  public void synchronize() {
    enterWithHost("synchronize");
    try {
      context.synchronize("all submitted work");
    } finally {
      context.leave();
    }
  }

  /** Copies a whole array to the device. */
  public void upload(float[] source, DevicePointer target) {
    upload(
        source.length,
        Float.BYTES,
        target,
        (part, from) -> part.asFloatBuffer().put(source, from, part.remaining() / Float.BYTES));
  }

  /** Copies a whole array to the device. */
  public void upload(int[] source, DevicePointer target) {
    upload(
        source.length,
        Integer.BYTES,
        target,
        (part, from) -> part.asIntBuffer().put(source, from, part.remaining() / Integer.BYTES));
  }

  /** Copies a whole array to the device. */
  public void upload(byte[] source, DevicePointer target) {
    upload(
        source.length, 1, target, (part, from) -> part.duplicate().put(source, from, part.limit()));
  }

  /** Fills a whole array from the device, after all work submitted before. */
  public void download(DevicePointer source, float[] target) {
    download(
        source,
        target.length,
        Float.BYTES,
        (part, from) -> part.asFloatBuffer().get(target, from, part.remaining() / Float.BYTES));
  }

  /** Fills a whole array from the device, after all work submitted before. */
  public void download(DevicePointer source, double[] target) {
    download(
        source,
        target.length,
        Double.BYTES,
        (part, from) -> part.asDoubleBuffer().get(target, from, part.remaining() / Double.BYTES));
  }

  /** Fills a whole array from the device, after all work submitted before. */
  public void download(DevicePointer source, int[] target) {
    download(
        source,
        target.length,
        Integer.BYTES,
        (part, from) -> part.asIntBuffer().get(target, from, part.remaining() / Integer.BYTES));
  }

  /** Fills a whole array from the device, after all work submitted before. */
  public void download(DevicePointer source, long[] target) {
    download(
        source,
        target.length,
        Long.BYTES,
        (part, from) -> part.asLongBuffer().get(target, from, part.remaining() / Long.BYTES));
  }

  /** Fills a whole array from the device, after all work submitted before. */
  public void download(DevicePointer source, byte[] target) {
    download(
        source, target.length, 1, (part, from) -> part.duplicate().get(target, from, part.limit()));
  }

  /** Copies on the device; the ranges must not overlap. */
  public void copy(DevicePointer source, DevicePointer target, long bytes) {
    context.enter();
    try {
      int status =
          JCudaDriver.cuMemcpyDtoDAsync(
              target.span("the target of a copy", bytes),
              source.span("the source of a copy", bytes),
              bytes,
              context.stream());
      if (context.mustSettle(status)) {
        context.settle(
            Api.DRIVER, "cuMemcpyDtoDAsync", status, Bytes.text(bytes) + " to " + target);
      }
    } finally {
      context.leave();
    }
  }

  /** Sets bytes to 0. */
  public void clear(DevicePointer target, long bytes) {
    context.enter();
    try {
      int status =
          JCudaDriver.cuMemsetD8Async(
              target.span("a fill with zeros", bytes), (byte) 0, bytes, context.stream());
      if (context.mustSettle(status)) {
        context.settle(Api.DRIVER, "cuMemsetD8Async", status, Bytes.text(bytes) + " at " + target);
      }
    } finally {
      context.leave();
    }
  }

  /** Marks the moment after all work submitted so far. */
  public Event record() {
    Event event = createEvent();
    event.record();
    return event;
  }

  /** An event that stands for no moment yet. */
  public Event createEvent() {
    enterWithHost("create an event");
    try {
      return new Event(context, ownership);
    } finally {
      context.leave();
    }
  }

  /**
   * Makes an event a node of the graph that is captured: each launch records it anew. The event
   * must outlive the graph, whose launch is refused else.
   *
   * @throws IllegalStateException if nothing is captured
   */
  public void recordInGraph(Event event) {
    context.enter();
    try {
      if (!context.isCapturing()) {
        throw new IllegalStateException("no graph is captured that an event could be a node of");
      }
      event.recordInGraph();
    } finally {
      context.leave();
    }
  }

  /**
   * Captures the work that is submitted by the argument, instead of running it. Run the same work
   * once before: libraries load code at first use, which a capture forbids. While capturing, what
   * needs the host (uploads, downloads, synchronising) throws.
   *
   * @throws CudaException if the work cannot be captured; the capture has then ended
   */
  public Graph capture(Runnable work) {
    enterWithHost("capture");
    try {
      // Not the global mode: what other threads do on other devices is no affair of this capture.
      int mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
      int begun = JCudaDriver.cuStreamBeginCapture(context.stream(), mode);
      context.check(Api.DRIVER, "cuStreamBeginCapture", begun, "the device's stream");
      CUgraph captured = new CUgraph();
      context.setCapturing(true);
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        abandon(captured);
        throw e;
      } finally {
        context.setCapturing(false);
      }
      int ended = JCudaDriver.cuStreamEndCapture(context.stream(), captured);
      context.check(Api.DRIVER, "cuStreamEndCapture", ended, "the captured work");
      return new Graph(context, ownership, captured);
    } finally {
      context.leave();
    }
  }

  /** The failure of the work is what matters; an invalidated capture ends with a status too. */
  private void abandon(CUgraph captured) {
    if (JCudaDriver.cuStreamEndCapture(context.stream(), captured) == 0) {
      context.quietly("cuGraphDestroy", JCudaDriver.cuGraphDestroy(captured));
    }
  }

  /** {@link Context#leave} follows, unless it throws. */
  private void enterWithHost(String what) {
    context.enter();
    if (context.isCapturing()) {
      context.leave();
      throw new IllegalStateException("cannot " + what + " while a graph is captured");
    }
  }

  /** Fills or reads a part of the staging buffer, for the array's elements from a position on. */
  private interface Part extends ObjIntConsumer<ByteBuffer> {}

  private void upload(int elements, int elementBytes, DevicePointer target, Part fill) {
    enterWithHost("upload");
    try {
      long bytes = (long) elements * elementBytes;
      Address start = target.span("the target of an upload", bytes);
      for (long done = 0; done < bytes; done += Staging.BYTES) {
        int size = (int) Math.min(Staging.BYTES, bytes - done);
        fill.accept(staging.buffer().clear().limit(size), (int) (done / elementBytes));
        staging.send(new Address(start, done), size);
      }
    } finally {
      context.leave();
    }
  }

  private void download(DevicePointer source, int elements, int elementBytes, Part drain) {
    enterWithHost("download");
    try {
      long bytes = (long) elements * elementBytes;
      Address start = source.span("the source of a download", bytes);
      for (long done = 0; done < bytes; done += Staging.BYTES) {
        int size = (int) Math.min(Staging.BYTES, bytes - done);
        staging.receive(new Address(start, done), size);
        drain.accept(staging.buffer().clear().limit(size), (int) (done / elementBytes));
      }
    } finally {
      context.leave();
    }
  }
}
