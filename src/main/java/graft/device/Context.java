package graft.device;

import graft.platform.DriverStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device's primary context, which all of a process share, with one stream, and the place where
 * every status is checked. CUDA keeps a stack of contexts for each thread: {@link #enter} sees to
 * it that this one is current, so that a device may be used by several threads, one at a time:
 * whoever has a {@link Turn}. Where other code has made its own context current, that is so again
 * after {@link #leave}.
 */
final class Context {
  private static final Logger log = LoggerFactory.getLogger(Device.class);
  private static final CUcontext NONE = new CUcontext();

  private final CUdevice device;
  private final CUcontext handle = new CUcontext();
  private final CUcontext found = new CUcontext();
  private final CUstream stream = new CUstream();
  private final boolean sync;
  private final Turn turn;
  private final Set<Ownership.Lifetime> captured = new LinkedHashSet<>();
  private boolean capturing;
  private int told;
  private volatile boolean open = true;
  // Guarded by the turn: how many enters there are to leave, and a bit for each that pushed.
  private int depth;
  private long pushes;

  Context(CUdevice device, boolean sync, Turn turn) {
    this.device = device;
    this.sync = sync;
    this.turn = turn;
    int status = JCudaDriver.cuDevicePrimaryCtxRetain(handle, device);
    if (status != 0) {
      check(
          Api.DRIVER, "cuDevicePrimaryCtxRetain", status, "the device" + DriverStatus.hint(status));
    }
    enter();
    try {
      // A blocking stream would wait for whatever the legacy default stream does.
      status = JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING);
      open = status == 0;
    } finally {
      leave();
    }
    check(Api.DRIVER, "cuStreamCreate", status, "the device's stream");
  }

  CUstream stream() {
    return stream;
  }

  boolean isOpen() {
    return open;
  }

  boolean isCapturing() {
    return capturing;
  }

  void setCapturing(boolean capturing) {
    this.capturing = capturing;
    if (capturing) {
      captured.clear();
    }
  }

  /** What the work uses that is submitted now: where it is captured, each launch uses it again. */
  void uses(Ownership.Lifetime life) {
    if (capturing) {
      captured.add(life);
    }
  }

  /** What the last captured work uses; once. */
  List<Ownership.Lifetime> takeCaptured() {
    List<Ownership.Lifetime> taken = List.copyOf(captured);
    captured.clear();
    return taken;
  }

  /**
   * Before any call: takes the turn and makes the context current on this thread. {@link #leave}
   * follows.
   *
   * @throws IllegalStateException if another thread is inside, or the device was closed
   */
  void enter() {
    turn.take();
    try {
      if (!open) {
        throw new IllegalStateException("the device is used after it was closed");
      }
      makeCurrent();
      depth++;
    } catch (RuntimeException e) {
      turn.give();
      throw e;
    }
  }

  private void makeCurrent() {
    if (JCudaDriver.cuCtxGetCurrent(found) == 0 && found.equals(handle)) {
      return;
    }
    if (found.equals(NONE)) {
      check(Api.DRIVER, "cuCtxSetCurrent", JCudaDriver.cuCtxSetCurrent(handle), "this thread");
    } else {
      check(Api.DRIVER, "cuCtxPushCurrent", JCudaDriver.cuCtxPushCurrent(handle), "this thread");
      pushes |= 1L << depth;
    }
  }

  /** After a call, whatever became of it. */
  void leave() {
    depth--;
    if ((pushes & 1L << depth) != 0) {
      pushes &= ~(1L << depth);
      quietly("cuCtxPopCurrent", JCudaDriver.cuCtxPopCurrent(new CUcontext()));
    }
    if (depth == 0 && !open) {
      release();
    }
    turn.give();
  }

  /** The driver takes a context that it destroys off no stack. */
  private void release() {
    if (JCudaDriver.cuCtxGetCurrent(found) == 0 && found.equals(handle)) {
      quietly("cuCtxSetCurrent", JCudaDriver.cuCtxSetCurrent(NONE));
    }
    quietly("cuDevicePrimaryCtxRelease", JCudaDriver.cuDevicePrimaryCtxRelease(device));
  }

  /** Whose turn it is. */
  Turn turn() {
    return turn;
  }

  /** After a call that is complete when it returns. */
  void check(Api api, String call, int status, String details) {
    if (status != 0) {
      throw new CudaException(api, call, status, details);
    }
  }

  /**
   * Whether {@link #settle} has anything to do. Apart from it, so that callers compose the details
   * of a call only when they are needed.
   */
  boolean mustSettle(int status) {
    return status != 0 || (sync && !capturing);
  }

  /** After a call that started work: fails with its status, or in debug mode waits for the work. */
  void settle(Api api, String call, int status, String details) {
    check(api, call, status, details);
    if (sync && !capturing) {
      int later = JCudaDriver.cuStreamSynchronize(stream);
      check(Api.DRIVER, call, later, details + " (while it ran)");
    }
  }

  /**
   * One call of cuDNN: takes the turn, checks that what it works with is open, submits, settles.
   *
   * @param life of the descriptors
   * @param shape for messages
   * @param submission makes the call and returns its status
   */
  void dnn(Ownership.Lifetime life, String call, Object shape, IntSupplier submission) {
    enter();
    try {
      life.check();
      int status = submission.getAsInt();
      if (mustSettle(status)) {
        settle(Api.CUDNN, call, status, shape.toString());
      }
    } finally {
      leave();
    }
  }

  /** How much memory could still be allocated. */
  long freeBytes() {
    enter();
    try {
      long[] free = new long[1];
      check(Api.DRIVER, "cuMemGetInfo", JCudaDriver.cuMemGetInfo(free, new long[1]), "");
      return free[0];
    } finally {
      leave();
    }
  }

  /** Waits for all submitted work. */
  void synchronize(String why) {
    int status = JCudaDriver.cuStreamSynchronize(stream);
    if (status != 0) {
      String hint = sync ? "" : " (an earlier asynchronous call may have failed: --sync names it)";
      check(Api.DRIVER, "cuStreamSynchronize", status, why + hint);
    }
  }

  /** While things are released: what fails is told, and the rest is still released. */
  void quietly(String call, int status) {
    // After a fault of its work a context answers every call alike: once is enough.
    if (status != 0 && status != told) {
      told = status;
      warn(call, Api.DRIVER, status);
    }
  }

  void warn(String call, Api api, int status) {
    log.warn("{}: {} ({})", call, api.statusName(status), status);
  }

  /** The context itself is released where the last {@link #enter} is left. */
  void close() {
    if (!open) {
      return;
    }
    enter();
    try {
      quietly("cuStreamDestroy", JCudaDriver.cuStreamDestroy(stream));
      open = false;
    } finally {
      leave();
    }
  }
}
