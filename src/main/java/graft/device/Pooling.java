package graft.device;

import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnPoolingDescriptor;
import jcuda.jcudnn.cudnnTensorDescriptor;

/** Maximum pooling of one shape: x [N,H,W,C] to y [N,OH,OW,C]. */
public final class Pooling implements AutoCloseable {
  private final Context context;
  private final Scalars scalars;
  private final cudnnHandle handle;
  private final PoolingShape shape;
  private final long xBytes;
  private final long yBytes;
  private final cudnnPoolingDescriptor pooling;
  private final cudnnTensorDescriptor xTensor;
  private final cudnnTensorDescriptor yTensor;
  private final Ownership.Lifetime life;

  Pooling(
      Context context,
      Ownership ownership,
      Scalars scalars,
      cudnnHandle handle,
      PoolingShape shape) {
    this.context = context;
    this.scalars = scalars;
    this.handle = handle;
    this.shape = shape;
    this.xBytes = shape.xElements() * Float.BYTES;
    this.yBytes = shape.yElements() * Float.BYTES;
    Descriptors descriptors = new Descriptors(context, shape.toString());
    try {
      this.pooling = descriptors.maxPooling(shape);
      this.xTensor =
          descriptors.tensor("x", shape.batch(), shape.height(), shape.width(), shape.channels());
      this.yTensor =
          descriptors.tensor(
              "y", shape.batch(), shape.outputHeight(), shape.outputWidth(), shape.channels());
    } catch (RuntimeException e) {
      descriptors.destroy();
      throw e;
    }
    this.life = ownership.begin("pooling of " + shape, descriptors::destroy);
  }

  /** The extents. */
  public PoolingShape shape() {
    return shape;
  }

  /**
   * y = the maximum of each window; NaN is less than any number.
   *
   * @param x [N,H,W,C]
   * @param y [N,OH,OW,C], overwritten
   */
  public void forward(DevicePointer x, DevicePointer y) {
    context.dnn(
        life,
        "cudnnPoolingForward",
        shape,
        () ->
            JCudnn.cudnnPoolingForward(
                handle,
                pooling,
                scalars.one(),
                xTensor,
                x.span("x of cudnnPoolingForward", xBytes),
                scalars.zero(),
                yTensor,
                y.span("y of cudnnPoolingForward", yBytes)));
  }

  /**
   * dx = the gradient of each window's maximum, at its place; places of several windows add up.
   *
   * @param y [N,OH,OW,C], as computed
   * @param dy [N,OH,OW,C]
   * @param x [N,H,W,C], as given
   * @param dx [N,H,W,C], overwritten, or added to
   * @param accumulate whether the gradient is added to what dx holds
   */
  public void backward(
      DevicePointer y, DevicePointer dy, DevicePointer x, DevicePointer dx, boolean accumulate) {
    context.dnn(
        life,
        "cudnnPoolingBackward",
        shape,
        () ->
            JCudnn.cudnnPoolingBackward(
                handle,
                pooling,
                scalars.one(),
                yTensor,
                y.span("y of cudnnPoolingBackward", yBytes),
                yTensor,
                dy.span("dy of cudnnPoolingBackward", yBytes),
                xTensor,
                x.span("x of cudnnPoolingBackward", xBytes),
                scalars.prior(accumulate),
                xTensor,
                dx.span("dx of cudnnPoolingBackward", xBytes)));
  }

  @Override
  public void close() {
    life.close();
  }
}
