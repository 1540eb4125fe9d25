package graft.device;

import java.util.Locale;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;

/** The sums over all pixels of dy [N,H,W,K] of one shape: a convolution's bias gradient. */
public final class BiasGradient implements AutoCloseable {
  private final Context context;
  private final Scalars scalars;
  private final cudnnHandle handle;
  private final String shape;
  private final long dyBytes;
  private final long dbBytes;
  private final cudnnTensorDescriptor dyTensor;
  private final cudnnTensorDescriptor dbTensor;
  private final Ownership.Lifetime life;

  BiasGradient(
      Context context,
      Ownership ownership,
      Scalars scalars,
      cudnnHandle handle,
      int batch,
      int height,
      int width,
      int channels) {
    this.context = context;
    this.scalars = scalars;
    this.handle = handle;
    this.shape = String.format(Locale.ROOT, "dy [%d,%d,%d,%d]", batch, height, width, channels);
    this.dyBytes = (long) batch * height * width * channels * Float.BYTES;
    this.dbBytes = (long) channels * Float.BYTES;
    Descriptors descriptors = new Descriptors(context, shape);
    try {
      this.dyTensor = descriptors.tensor("dy", batch, height, width, channels);
      this.dbTensor = descriptors.tensor("db", 1, 1, 1, channels);
    } catch (RuntimeException e) {
      descriptors.destroy();
      throw e;
    }
    this.life = ownership.begin("bias gradient of " + shape, descriptors::destroy);
  }

  /**
   * db = dy summed over batch, rows and columns.
   *
   * @param dy [N,H,W,K]
   * @param db [K], overwritten
   */
  public void run(DevicePointer dy, DevicePointer db) {
    context.dnn(
        life,
        "cudnnConvolutionBackwardBias",
        shape,
        () ->
            JCudnn.cudnnConvolutionBackwardBias(
                handle,
                scalars.one(),
                dyTensor,
                dy.span("dy of cudnnConvolutionBackwardBias", dyBytes),
                scalars.zero(),
                dbTensor,
                db.span("db of cudnnConvolutionBackwardBias", dbBytes)));
  }

  @Override
  public void close() {
    life.close();
  }
}
