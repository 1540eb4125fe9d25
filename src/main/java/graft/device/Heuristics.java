package graft.device;

import java.util.List;
import java.util.OptionalLong;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnStatus;
import jcuda.jcudnn.cudnnTensorDescriptor;

/**
 * Asks cuDNN's heuristics (the Get..._v7 functions) for algorithms. They measure nothing, so the
 * answer is the same on every run.
 */
record Heuristics(
    Context context,
    cudnnHandle handle,
    cudnnTensorDescriptor x,
    cudnnFilterDescriptor w,
    cudnnTensorDescriptor y,
    ConvolutionShape shape) {

  static String query(Direction direction) {
    return "cudnnGetConvolution" + direction.cudnnName() + "Algorithm_v7";
  }

  /** All algorithms, best first. */
  List<Algorithm.Candidate> candidates(
      Direction direction, cudnnConvolutionDescriptor convolution) {
    int most = mostAlgorithms(direction);
    int[] count = new int[1];
    return switch (direction) {
      case FORWARD -> {
        var answers = new cudnnConvolutionFwdAlgoPerf[most];
        check(
            query(direction),
            JCudnn.cudnnGetConvolutionForwardAlgorithm_v7(
                handle, x, w, convolution, y, most, count, answers));
        yield Candidates.of(answers, count[0]);
      }
      case BACKWARD_DATA -> {
        var answers = new cudnnConvolutionBwdDataAlgoPerf[most];
        check(
            query(direction),
            JCudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7(
                handle, w, y, convolution, x, most, count, answers));
        yield Candidates.of(answers, count[0]);
      }
      case BACKWARD_FILTER -> {
        var answers = new cudnnConvolutionBwdFilterAlgoPerf[most];
        check(
            query(direction),
            JCudnn.cudnnGetConvolutionBackwardFilterAlgorithm_v7(
                handle, x, y, convolution, w, most, count, answers));
        yield Candidates.of(answers, count[0]);
      }
    };
  }

  /** How many answers a query of the direction can have. */
  int mostAlgorithms(Direction direction) {
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
    if (status == cudnnStatus.CUDNN_STATUS_NOT_SUPPORTED) {
      return OptionalLong.empty();
    }
    check("cudnnGetConvolution" + direction.cudnnName() + "WorkspaceSize", status);
    return OptionalLong.of(bytes[0]);
  }

  private void check(String call, int status) {
    context.check(Api.CUDNN, call, status, shape.toString());
  }
}
