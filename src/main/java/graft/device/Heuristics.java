package graft.device;

import java.util.ArrayList;
import java.util.List;
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
 * Asks cuDNN's heuristics (the Get..._v7 functions) for algorithms. They measure nothing, so the
 * answer is the same on every run.
 */
record Heuristics(
    Context context,
    cudnnHandle handle,
    cudnnTensorDescriptor x,
    cudnnFilterDescriptor w,
    cudnnTensorDescriptor y,
    ConvolutionShape shape,
    AlgorithmPolicy policy,
    MathMode math) {

  private void check(String call, int status) {
    context.check(Api.CUDNN, call, status, shape.toString());
  }

  Algorithm forward(cudnnConvolutionDescriptor convolution) {
    int[] count = new int[1];
    check(
        "cudnnGetConvolutionForwardAlgorithmMaxCount",
        JCudnn.cudnnGetConvolutionForwardAlgorithmMaxCount(handle, count));
    var answers = new cudnnConvolutionFwdAlgoPerf[count[0]];
    String query = "cudnnGetConvolutionForwardAlgorithm_v7";
    check(
        query,
        JCudnn.cudnnGetConvolutionForwardAlgorithm_v7(
            handle, x, w, convolution, y, answers.length, count, answers));
    List<Algorithm.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count[0]; i++) {
      var a = answers[i];
      String name = cudnnConvolutionFwdAlgo.stringFor(a.algo);
      candidates.add(
          new Algorithm.Candidate(name, a.algo, a.status, a.memory, a.determinism, a.mathType));
    }
    return Algorithm.choose(query, candidates, policy, math, shape);
  }

  Algorithm backwardData(cudnnConvolutionDescriptor convolution) {
    int[] count = new int[1];
    check(
        "cudnnGetConvolutionBackwardDataAlgorithmMaxCount",
        JCudnn.cudnnGetConvolutionBackwardDataAlgorithmMaxCount(handle, count));
    var answers = new cudnnConvolutionBwdDataAlgoPerf[count[0]];
    String query = "cudnnGetConvolutionBackwardDataAlgorithm_v7";
    check(
        query,
        JCudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7(
            handle, w, y, convolution, x, answers.length, count, answers));
    List<Algorithm.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count[0]; i++) {
      var a = answers[i];
      String name = cudnnConvolutionBwdDataAlgo.stringFor(a.algo);
      candidates.add(
          new Algorithm.Candidate(name, a.algo, a.status, a.memory, a.determinism, a.mathType));
    }
    return Algorithm.choose(query, candidates, policy, math, shape);
  }

  Algorithm backwardFilter(cudnnConvolutionDescriptor convolution) {
    int[] count = new int[1];
    check(
        "cudnnGetConvolutionBackwardFilterAlgorithmMaxCount",
        JCudnn.cudnnGetConvolutionBackwardFilterAlgorithmMaxCount(handle, count));
    var answers = new cudnnConvolutionBwdFilterAlgoPerf[count[0]];
    String query = "cudnnGetConvolutionBackwardFilterAlgorithm_v7";
    check(
        query,
        JCudnn.cudnnGetConvolutionBackwardFilterAlgorithm_v7(
            handle, x, y, convolution, w, answers.length, count, answers));
    List<Algorithm.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count[0]; i++) {
      var a = answers[i];
      String name = cudnnConvolutionBwdFilterAlgo.stringFor(a.algo);
      candidates.add(
          new Algorithm.Candidate(name, a.algo, a.status, a.memory, a.determinism, a.mathType));
    }
    return Algorithm.choose(query, candidates, policy, math, shape);
  }
}
