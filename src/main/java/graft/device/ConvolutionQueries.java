package graft.device;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import jcuda.driver.JCudaDriver;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;

/**
 * What cuDNN can be asked about the algorithms of a convolution: its heuristic, its measurements
 * and the workspace of each. It has functions and types of their own for each direction, which
 * stand side by side here and nowhere else.
 *
 * @param software whether this is the software device, for messages
 */
record ConvolutionQueries(
    Context context,
    cudnnHandle handle,
    cudnnTensorDescriptor x,
    cudnnFilterDescriptor w,
    cudnnTensorDescriptor y,
    ConvolutionShape shape,
    boolean software) {

  /** The function behind {@link #ranked}. */
  static String rankingCall(Direction direction) {
    return "cudnnGetConvolution" + direction.cudnnName() + "Algorithm_v7";
  }

  /** The function behind {@link #measured}. */
  static String measuringCall(Direction direction) {
    return "cudnnFindConvolution" + direction.cudnnName() + "AlgorithmEx";
  }

  /**
   * All algorithms, best first by cuDNN's heuristic. It measures nothing, so the answer is the same
   * on every run.
   */
  List<Algorithm.Candidate> ranked(Direction direction, cudnnConvolutionDescriptor convolution) {
    int most = mostAlgorithms(direction);
    String call = rankingCall(direction);
    return switch (direction) {
      case FORWARD ->
          ask(
              call,
              new cudnnConvolutionFwdAlgoPerf[most],
              (count, answers) ->
                  JCudnn.cudnnGetConvolutionForwardAlgorithm_v7(
                      handle, x, w, convolution, y, most, count, answers),
              ConvolutionQueries::candidate);
      case BACKWARD_DATA ->
          ask(
              call,
              new cudnnConvolutionBwdDataAlgoPerf[most],
              (count, answers) ->
                  JCudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7(
                      handle, w, y, convolution, x, most, count, answers),
              ConvolutionQueries::candidate);
      case BACKWARD_FILTER ->
          ask(
              call,
              new cudnnConvolutionBwdFilterAlgoPerf[most],
              (count, answers) ->
                  JCudnn.cudnnGetConvolutionBackwardFilterAlgorithm_v7(
                      handle, x, y, convolution, w, most, count, answers),
              ConvolutionQueries::candidate);
    };
  }

  /**
   * All algorithms, fastest first; those that do not fit into the workspace at the end. cuDNN runs
   * each of them, on memory that is freed again, so the order may differ from run to run.
   *
   * @param workspaceBytes how much scratch memory there is for each
   */
  List<Algorithm.Candidate> measured(
      Direction direction, cudnnConvolutionDescriptor convolution, long workspaceBytes) {
    try (Memory xMemory = zeros(shape.xElements() * Float.BYTES, "x");
        Memory wMemory = zeros(shape.wElements() * Float.BYTES, "w");
        Memory yMemory = zeros(shape.yElements() * Float.BYTES, "y");
        Memory workspace = zeros(Math.max(1, workspaceBytes), "workspace")) {
      Address xs = xMemory.pointer().raw();
      Address ws = wMemory.pointer().raw();
      Address ys = yMemory.pointer().raw();
      Address scratch = workspace.pointer().raw();
      int most = mostAlgorithms(direction);
      String call = measuringCall(direction);
      return switch (direction) {
        case FORWARD ->
            ask(
                call,
                new cudnnConvolutionFwdAlgoPerf[most],
                (count, answers) ->
                    JCudnn.cudnnFindConvolutionForwardAlgorithmEx(
                        handle,
                        x,
                        xs,
                        w,
                        ws,
                        convolution,
                        y,
                        ys,
                        most,
                        count,
                        answers,
                        scratch,
                        workspaceBytes),
                ConvolutionQueries::candidate);
        case BACKWARD_DATA ->
            ask(
                call,
                new cudnnConvolutionBwdDataAlgoPerf[most],
                (count, answers) ->
                    JCudnn.cudnnFindConvolutionBackwardDataAlgorithmEx(
                        handle,
                        w,
                        ws,
                        y,
                        ys,
                        convolution,
                        x,
                        xs,
                        most,
                        count,
                        answers,
                        scratch,
                        workspaceBytes),
                ConvolutionQueries::candidate);
        case BACKWARD_FILTER ->
            ask(
                call,
                new cudnnConvolutionBwdFilterAlgoPerf[most],
                (count, answers) ->
                    JCudnn.cudnnFindConvolutionBackwardFilterAlgorithmEx(
                        handle,
                        x,
                        xs,
                        y,
                        ys,
                        convolution,
                        w,
                        ws,
                        most,
                        count,
                        answers,
                        scratch,
                        workspaceBytes),
                ConvolutionQueries::candidate);
      };
    }
  }

  private Memory zeros(long bytes, String role) {
    Memory memory =
        new Memory(context, new Ownership(context.turn()), bytes, "measuring: " + role, software);
    int status =
        JCudaDriver.cuMemsetD8Async(memory.pointer().raw(), (byte) 0, bytes, context.stream());
    if (status != 0) {
      memory.close();
      context.check(Api.DRIVER, "cuMemsetD8Async", status, memory.toString());
    }
    return memory;
  }

  /**
   * What an algorithm needs for a convolution as its descriptor is set now; empty if cuDNN does not
   * support the two together.
   */
  OptionalLong workspaceBytes(
      Direction direction, cudnnConvolutionDescriptor convolution, int algorithm) {
    long[] bytes = new long[1];
    int status =
        switch (direction) {
          case FORWARD ->
              JCudnn.cudnnGetConvolutionForwardWorkspaceSize(
                  handle, x, w, convolution, y, algorithm, bytes);
          case BACKWARD_DATA ->
              JCudnn.cudnnGetConvolutionBackwardDataWorkspaceSize(
                  handle, w, y, convolution, x, algorithm, bytes);
          case BACKWARD_FILTER ->
              JCudnn.cudnnGetConvolutionBackwardFilterWorkspaceSize(
                  handle, x, y, convolution, w, algorithm, bytes);
        };
    if (DnnStatus.isNotSupported(status)) {
      return OptionalLong.empty();
    }
    check("cudnnGetConvolution" + direction.cudnnName() + "WorkspaceSize", status);
    return OptionalLong.of(bytes[0]);
  }

  /** How many answers a query of the direction can have. */
  private int mostAlgorithms(Direction direction) {
    int[] count = new int[1];
    int status =
        switch (direction) {
          case FORWARD -> JCudnn.cudnnGetConvolutionForwardAlgorithmMaxCount(handle, count);
          case BACKWARD_DATA ->
              JCudnn.cudnnGetConvolutionBackwardDataAlgorithmMaxCount(handle, count);
          case BACKWARD_FILTER ->
              JCudnn.cudnnGetConvolutionBackwardFilterAlgorithmMaxCount(handle, count);
        };
    check("cudnnGetConvolution" + direction.cudnnName() + "AlgorithmMaxCount", status);
    return count[0];
  }

  private <T> List<Algorithm.Candidate> ask(
      String call,
      T[] answers,
      ToIntBiFunction<int[], T[]> query,
      Function<T, Algorithm.Candidate> candidate) {
    int[] count = new int[1];
    check(call, query.applyAsInt(count, answers));
    return Stream.of(answers).limit(count[0]).map(candidate).toList();
  }

  private static Algorithm.Candidate candidate(cudnnConvolutionFwdAlgoPerf a) {
    String name = cudnnConvolutionFwdAlgo.stringFor(a.algo);
    return new Algorithm.Candidate(name, a.algo, a.status, a.memory, a.determinism, a.mathType);
  }

  private static Algorithm.Candidate candidate(cudnnConvolutionBwdDataAlgoPerf a) {
    String name = cudnnConvolutionBwdDataAlgo.stringFor(a.algo);
    return new Algorithm.Candidate(name, a.algo, a.status, a.memory, a.determinism, a.mathType);
  }

  private static Algorithm.Candidate candidate(cudnnConvolutionBwdFilterAlgoPerf a) {
    String name = cudnnConvolutionBwdFilterAlgo.stringFor(a.algo);
    return new Algorithm.Candidate(name, a.algo, a.status, a.memory, a.determinism, a.mathType);
  }

  private void check(String call, int status) {
    context.check(Api.CUDNN, call, status, shape.toString());
  }
}
