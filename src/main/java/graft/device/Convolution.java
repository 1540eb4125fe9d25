package graft.device;

import graft.platform.Bytes;
import java.util.Optional;
import java.util.OptionalLong;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnActivationDescriptor;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A convolution (cross-correlation) of one shape and its gradients: x [N,H,W,C], w [K,R,S,C], y
 * [N,OH,OW,K], bias [K]. Every result overwrites, unless asked to be added. One workspace of {@link
 * #workspaceBytes} serves all calls.
 */
public final class Convolution implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Convolution.class);
  private static final int FUSABLE =
      cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;

  private final Context context;
  private final Scalars scalars;
  private final cudnnHandle handle;
  private final ConvolutionShape shape;
  private final long xBytes;
  private final long wBytes;
  private final long yBytes;
  private final long biasBytes;
  private final cudnnTensorDescriptor xTensor;
  private final cudnnFilterDescriptor wFilter;
  private final cudnnTensorDescriptor yTensor;
  private final cudnnTensorDescriptor biasTensor;
  private final cudnnActivationDescriptor identity;
  // The algorithms may want different math types, which are the descriptor's.
  private final cudnnConvolutionDescriptor forwardConvolution;
  private final cudnnConvolutionDescriptor dataConvolution;
  private final cudnnConvolutionDescriptor filterConvolution;
  private final cudnnConvolutionDescriptor fusedConvolution;
  private final Algorithm forward;
  private final Algorithm backwardData;
  private final Algorithm backwardFilter;
  private final long fusedBytes;
  private final Ownership.Lifetime life;
  private boolean fused;

  Convolution(
      Context context,
      Ownership ownership,
      Scalars scalars,
      cudnnHandle handle,
      ConvolutionShape shape,
      DeviceOptions options,
      String deviceName,
      boolean software) {
    this.context = context;
    this.scalars = scalars;
    this.handle = handle;
    this.shape = shape;
    this.xBytes = shape.xElements() * Float.BYTES;
    this.wBytes = shape.wElements() * Float.BYTES;
    this.yBytes = shape.yElements() * Float.BYTES;
    this.biasBytes = (long) shape.filters() * Float.BYTES;
    Descriptors descriptors = new Descriptors(context, shape.toString());
    try {
      this.xTensor =
          descriptors.tensor("x", shape.batch(), shape.height(), shape.width(), shape.channels());
      this.wFilter =
          descriptors.filter(
              shape.filters(), shape.kernelHeight(), shape.kernelWidth(), shape.channels());
      this.yTensor =
          descriptors.tensor(
              "y", shape.batch(), shape.outputHeight(), shape.outputWidth(), shape.filters());
      this.biasTensor = descriptors.tensor("bias", 1, 1, 1, shape.filters());
      this.identity = descriptors.identity();
      int asked = AlgorithmChoice.askedMathType(options.math());
      this.forwardConvolution = descriptors.convolution(shape, asked);
      this.dataConvolution = descriptors.convolution(shape, asked);
      this.filterConvolution = descriptors.convolution(shape, asked);
      this.fusedConvolution = descriptors.convolution(shape, asked);
      ConvolutionQueries queries =
          new ConvolutionQueries(context, handle, xTensor, wFilter, yTensor, shape, software);
      AlgorithmChoice choice = new AlgorithmChoice(queries, descriptors, options, deviceName);
      this.forward = choice.make(Direction.FORWARD, forwardConvolution);
      this.backwardData = choice.make(Direction.BACKWARD_DATA, dataConvolution);
      this.backwardFilter = choice.make(Direction.BACKWARD_FILTER, filterConvolution);
      OptionalLong needed = queries.workspaceBytes(Direction.FORWARD, fusedConvolution, FUSABLE);
      this.fused =
          needed.isPresent()
              && needed.getAsLong() <= options.algorithms().workspaceBound().orElseThrow();
      this.fusedBytes = fused ? needed.getAsLong() : 0;
    } catch (RuntimeException e) {
      descriptors.destroy();
      throw e;
    }
    this.life = ownership.begin("convolution of " + shape, descriptors::destroy);
  }

  /** The extents. */
  public ConvolutionShape shape() {
    return shape;
  }

  /** For the tests, which need both ways of adding the bias. */
  void setFused(boolean fused) {
    this.fused = fused;
  }

  /** The most that any of its calls needs. */
  public long workspaceBytes() {
    long backward = Math.max(backwardData.workspaceBytes(), backwardFilter.workspaceBytes());
    return Math.max(Math.max(forward.workspaceBytes(), fusedBytes), backward);
  }

  /** What was chosen. */
  public ConvolutionPlan plan() {
    return new ConvolutionPlan(
        "NHWC",
        forward.name(),
        fused ? Optional.of(cudnnConvolutionFwdAlgo.stringFor(FUSABLE)) : Optional.empty(),
        backwardData.name(),
        backwardFilter.name(),
        workspaceBytes());
  }

  /** The chosen algorithms, in a line. */
  public String description() {
    ConvolutionPlan plan = plan();
    String bias = plan.fused().map(name -> name + " (fused)").orElse("in two calls");
    return "forward %s, forward with bias %s, backward data %s, backward filter %s, workspace %s"
        .formatted(
            plan.forward(),
            bias,
            plan.backwardData(),
            plan.backwardFilter(),
            Bytes.text(plan.workspaceBytes()));
  }

  /** y = x * w. */
  public void forward(DevicePointer x, DevicePointer w, DevicePointer y, Workspace workspace) {
    String call = "cudnnConvolutionForward";
    context.dnn(
        life,
        call,
        shape,
        () ->
            JCudnn.cudnnConvolutionForward(
                handle,
                scalars.one(),
                xTensor,
                x.span("x", xBytes),
                wFilter,
                w.span("w", wBytes),
                forwardConvolution,
                forward.number(),
                workspace.require(call, forward.workspaceBytes()),
                workspace.bytes(),
                scalars.zero(),
                yTensor,
                y.span("y", yBytes)));
  }

  /**
   * y = x * w + bias, in one call where cuDNN can.
   *
   * @param bias [K]
   */
  public void forwardBias(
      DevicePointer x, DevicePointer w, DevicePointer bias, DevicePointer y, Workspace workspace) {
    context.enter();
    try {
      life.check();
      if (fused && forwardFused(x, w, bias, y, workspace)) {
        return;
      }
      forward(x, w, y, workspace);
      int status =
          JCudnn.cudnnAddTensor(
              handle,
              scalars.one(),
              biasTensor,
              bias.span("bias", biasBytes),
              scalars.one(),
              yTensor,
              y.span("y", yBytes));
      settle("cudnnAddTensor", status);
    } finally {
      context.leave();
    }
  }

  /** False if cuDNN refuses the fused call, which its documentation does not rule out. */
  private boolean forwardFused(
      DevicePointer x, DevicePointer w, DevicePointer bias, DevicePointer y, Workspace workspace) {
    String call = "cudnnConvolutionBiasActivationForward";
    Address output = y.span("y", yBytes);
    int status =
        JCudnn.cudnnConvolutionBiasActivationForward(
            handle,
            scalars.one(),
            xTensor,
            x.span("x", xBytes),
            wFilter,
            w.span("w", wBytes),
            fusedConvolution,
            FUSABLE,
            workspace.require(call, fusedBytes),
            workspace.bytes(),
            scalars.zero(),
            yTensor,
            output, // z, which is not read where its factor is 0, may be y
            biasTensor,
            bias.span("bias", biasBytes),
            identity,
            yTensor,
            output);
    if (DnnStatus.isNotSupported(status)) {
      log.warn("{} is not supported for {}: the bias is added by another call", call, shape);
      fused = false;
      return false;
    }
    settle(call, status);
    return true;
  }

  /**
   * dx = the gradient of x: dy convolved with the flipped w.
   *
   * @param accumulate whether it is added to what dx holds
   */
  public void backwardData(
      DevicePointer w,
      DevicePointer dy,
      DevicePointer dx,
      Workspace workspace,
      boolean accumulate) {
    String call = "cudnnConvolutionBackwardData";
    context.dnn(
        life,
        call,
        shape,
        () ->
            JCudnn.cudnnConvolutionBackwardData(
                handle,
                scalars.one(),
                wFilter,
                w.span("w", wBytes),
                yTensor,
                dy.span("dy", yBytes),
                dataConvolution,
                backwardData.number(),
                workspace.require(call, backwardData.workspaceBytes()),
                workspace.bytes(),
                scalars.prior(accumulate),
                xTensor,
                dx.span("dx", xBytes)));
  }

  /** dw = the gradient of w, summed over the batch. */
  public void backwardFilter(
      DevicePointer x, DevicePointer dy, DevicePointer dw, Workspace workspace) {
    String call = "cudnnConvolutionBackwardFilter";
    context.dnn(
        life,
        call,
        shape,
        () ->
            JCudnn.cudnnConvolutionBackwardFilter(
                handle,
                scalars.one(),
                xTensor,
                x.span("x", xBytes),
                yTensor,
                dy.span("dy", yBytes),
                filterConvolution,
                backwardFilter.number(),
                workspace.require(call, backwardFilter.workspaceBytes()),
                workspace.bytes(),
                scalars.zero(),
                wFilter,
                dw.span("dw", wBytes)));
  }

  private void settle(String call, int status) {
    if (context.mustSettle(status)) {
      context.settle(Api.CUDNN, call, status, shape.toString());
    }
  }

  @Override
  public void close() {
    life.close();
  }
}
