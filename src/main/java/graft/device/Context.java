package graft.device;

import java.util.function.IntSupplier;
import jcuda.driver.CUcontext;
import jcuda.driver.CUctx_flags;
import jcuda.driver.CUdevice;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CUDA context with its one stream, and the place where every status is checked. CUDA keeps the
 * current context by thread: {@link #enter} makes this one current, so that a device may be used by
 * several threads, one at a time: whoever has a {@link Turn}.
 */
final class Context {
  private static final Logger log = LoggerFactory.getLogger(Device.class);
  private static final ThreadLocal<Context> current = new ThreadLocal<>();

  private final CUcontext handle = new CUcontext();
  private final CUstream stream = new CUstream();
  private final boolean sync;
  private final Turn turn;
  private boolean capturing;
  private int told;
  private volatile boolean open = true;

  Context(CUdevice device, boolean sync, Turn turn) {
    this.sync = sync;
    this.turn = turn;
    check(
        Api.DRIVER,
        "cuCtxCreate",
        JCudaDriver.cuCtxCreate(handle, CUctx_flags.CU_CTX_SCHED_AUTO, device),
        "device 0");
    current.set(this);
    // A blocking stream would wait for whatever the legacy default stream does.
    int status = JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING);
    if (status != 0) {
      quietly("cuCtxDestroy", JCudaDriver.cuCtxDestroy(handle));
      current.remove();
      check(Api.DRIVER, "cuStreamCreate", status, "the device's stream");
    }
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
      if (current.get() != this) {
        makeCurrent();
      }
    } catch (RuntimeException e) {
      turn.give();
      throw e;
    }
  }

  private void makeCurrent() {
    check(Api.DRIVER, "cuCtxSetCurrent", JCudaDriver.cuCtxSetCurrent(handle), "this thread");
    current.set(this);
  }

  /** After a call, whatever became of it. */
  void leave() {
    turn.give();
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

  void close() {
    if (!open) {
      return;
    }
    enter();
    try {
      quietly("cuStreamDestroy", JCudaDriver.cuStreamDestroy(stream));
      quietly("cuCtxDestroy", JCudaDriver.cuCtxDestroy(handle));
      open = false;
      current.remove();
    } finally {
      leave();
    }
  }
}
