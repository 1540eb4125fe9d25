package graft.device;

import java.util.List;
import jcuda.driver.JCudaDriver;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;

/**
 * Lets cuDNN run every algorithm of a convolution and time it (cudnnFindConvolution...AlgorithmEx),
 * on memory of its own that is freed again. The order may differ from run to run.
 *
 * @param heuristics whose descriptors are measured
 * @param workspaceBound the most scratch memory an algorithm may have
 * @param software whether this is the software device, for messages
 */
record Measurements(Heuristics heuristics, long workspaceBound, boolean software) {

  static String query(Direction direction) {
    return "cudnnFindConvolution" + direction.cudnnName() + "AlgorithmEx";
  }

  /** All algorithms, fastest first; those that do not fit into the workspace at the end. */
  List<Algorithm.Candidate> candidates(
      Direction direction, cudnnConvolutionDescriptor convolution) {
    ConvolutionShape shape = heuristics.shape();
    try (Memory x = zeros(shape.xElements() * Float.BYTES, "x");
        Memory w = zeros(shape.wElements() * Float.BYTES, "w");
        Memory y = zeros(shape.yElements() * Float.BYTES, "y");
        Memory workspace = zeros(Math.max(1, workspaceBound), "workspace")) {
      return measure(
          direction, convolution, address(x), address(w), address(y), address(workspace));
    }
  }

  private static Address address(Memory memory) {
    return memory.pointer().raw();
  }

  private Memory zeros(long bytes, String role) {
    Context context = heuristics.context();
    Memory memory = new Memory(context, new Ownership(), bytes, "measuring: " + role, software);
    int status = JCudaDriver.cuMemsetD8Async(address(memory), (byte) 0, bytes, context.stream());
    if (status != 0) {
      memory.close();
      context.check(Api.DRIVER, "cuMemsetD8Async", status, memory.toString());
    }
    return memory;
  }

  private List<Algorithm.Candidate> measure(
      Direction direction,
      cudnnConvolutionDescriptor convolution,
      Address x,
      Address w,
      Address y,
      Address workspace) {
    Heuristics h = heuristics;
    int most = h.mostAlgorithms(direction);
    int[] count = new int[1];
    return switch (direction) {
      case FORWARD -> {
        var answers = new cudnnConvolutionFwdAlgoPerf[most];
        check(
            direction,
            JCudnn.cudnnFindConvolutionForwardAlgorithmEx(
                h.handle(),
                h.x(),
                x,
                h.w(),
                w,
                convolution,
                h.y(),
                y,
                most,
                count,
                answers,
                workspace,
                workspaceBound));
        yield Candidates.of(answers, count[0]);
      }
      case BACKWARD_DATA -> {
        var answers = new cudnnConvolutionBwdDataAlgoPerf[most];
        check(
            direction,
            JCudnn.cudnnFindConvolutionBackwardDataAlgorithmEx(
                h.handle(),
                h.w(),
                w,
                h.y(),
                y,
                convolution,
                h.x(),
                x,
                most,
                count,
                answers,
                workspace,
                workspaceBound));
        yield Candidates.of(answers, count[0]);
      }
      case BACKWARD_FILTER -> {
        var answers = new cudnnConvolutionBwdFilterAlgoPerf[most];
        check(
            direction,
            JCudnn.cudnnFindConvolutionBackwardFilterAlgorithmEx(
                h.handle(),
                h.x(),
                x,
                h.y(),
                y,
                convolution,
                h.w(),
                w,
                most,
                count,
                answers,
                workspace,
                workspaceBound));
        yield Candidates.of(answers, count[0]);
      }
    };
  }

  private void check(Direction direction, int status) {
    heuristics.context().check(Api.CUDNN, query(direction), status, heuristics.shape().toString());
  }
}
