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
    context.check(Api.DRIVER, "cuEventCreate", JCudaDriver.cuEventCreate(handle, 0), "timing");
    this.life =
        ownership.begin(
            "event",
            () -> {
              context.enter();
              context.quietly("cuEventDestroy", JCudaDriver.cuEventDestroy(handle));
            });
  }

  void record() {
    context.enter();
    int status = JCudaDriver.cuEventRecord(handle, context.stream());
    context.check(Api.DRIVER, "cuEventRecord", status, "the device's stream");
  }

  void recordInGraph() {
    life.check();
    context.enter();
    int status =
        JCudaDriver.cuEventRecordWithFlags(
            handle, context.stream(), CUevent_record_flags.CU_EVENT_RECORD_EXTERNAL);
    context.check(Api.DRIVER, "cuEventRecordWithFlags", status, "the captured stream");
  }

  /** Waits until the stream has come to this moment. */
  public void synchronize() {
    life.check();
    context.enter();
    context.check(
        Api.DRIVER, "cuEventSynchronize", JCudaDriver.cuEventSynchronize(handle), "an event");
  }

  /**
   * The device's time since an earlier event, in milliseconds; waits for this one. CUDA measures to
   * about half a microsecond.
   */
  public float millisSince(Event earlier) {
    earlier.life.check();
    synchronize();
    float[] millis = new float[1];
    int status = JCudaDriver.cuEventElapsedTime(millis, earlier.handle, handle);
    context.check(Api.DRIVER, "cuEventElapsedTime", status, "two events");
    return millis[0];
  }

  @Override
  public void close() {
    life.close();
  }
}
