package graft.device;

import jcuda.driver.CUevent;
import jcuda.driver.CUevent_record_flags;
import jcuda.driver.JCudaDriver;

/** A moment in the stream's work. */
public final class Event implements AutoCloseable {
  private final Context context;
  private final CUevent handle = new CUevent();
  private final Ownership.Lifetime life;

  Event(Context context, Ownership ownership) {
    this.context = context;
    context.enter();
    try {
      context.check(Api.DRIVER, "cuEventCreate", JCudaDriver.cuEventCreate(handle, 0), "timing");
      this.life =
          ownership.begin(
              "event",
              () -> {
                context.enter();
                try {
                  context.quietly("cuEventDestroy", JCudaDriver.cuEventDestroy(handle));
                } finally {
                  context.leave();
                }
              });
    } finally {
      context.leave();
    }
  }

  void record() {
    context.enter();
    try {
      int status = JCudaDriver.cuEventRecord(handle, context.stream());
      context.check(Api.DRIVER, "cuEventRecord", status, "the device's stream");
    } finally {
      context.leave();
    }
  }

  void recordInGraph() {
    context.enter();
    try {
      life.check();
      context.uses(life);
      int status =
          JCudaDriver.cuEventRecordWithFlags(
              handle, context.stream(), CUevent_record_flags.CU_EVENT_RECORD_EXTERNAL);
      context.check(Api.DRIVER, "cuEventRecordWithFlags", status, "the captured stream");
    } finally {
      context.leave();
    }
  }

  /** Waits until the stream has come to this moment. */
  public void synchronize() {
    context.enter();
    try {
      life.check();
      context.check(
          Api.DRIVER, "cuEventSynchronize", JCudaDriver.cuEventSynchronize(handle), "an event");
    } finally {
      context.leave();
    }
  }

  /**
   * The device's time since an earlier event, in milliseconds; waits for this one. CUDA measures to
   * about half a microsecond.
   */
  public float millisSince(Event earlier) {
    context.enter();
    try {
      earlier.life.check();
      synchronize();
      float[] millis = new float[1];
      int status = JCudaDriver.cuEventElapsedTime(millis, earlier.handle, handle);
      context.check(Api.DRIVER, "cuEventElapsedTime", status, "two events");
      return millis[0];
    } finally {
      context.leave();
    }
  }

  @Override
  public void close() {
    life.close();
  }
}
