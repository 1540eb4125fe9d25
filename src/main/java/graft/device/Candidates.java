package graft.device;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;

/**
 * The answers of cuDNN's queries, which have a type of their own for each direction, as one type.
 */
final class Candidates {
  private Candidates() {}

  static List<Algorithm.Candidate> of(cudnnConvolutionFwdAlgoPerf[] answers, int count) {
    return list(
        answers,
        count,
        a ->
            new Algorithm.Candidate(
                cudnnConvolutionFwdAlgo.stringFor(a.algo),
                a.algo,
                a.status,
                a.memory,
                a.determinism,
                a.mathType));
  }

  static List<Algorithm.Candidate> of(cudnnConvolutionBwdDataAlgoPerf[] answers, int count) {
    return list(
        answers,
        count,
        a ->
            new Algorithm.Candidate(
                cudnnConvolutionBwdDataAlgo.stringFor(a.algo),
                a.algo,
                a.status,
                a.memory,
                a.determinism,
                a.mathType));
  }

  static List<Algorithm.Candidate> of(cudnnConvolutionBwdFilterAlgoPerf[] answers, int count) {
    return list(
        answers,
        count,
        a ->
            new Algorithm.Candidate(
                cudnnConvolutionBwdFilterAlgo.stringFor(a.algo),
                a.algo,
                a.status,
                a.memory,
                a.determinism,
                a.mathType));
  }

  private static <T> List<Algorithm.Candidate> list(
      T[] answers, int count, Function<T, Algorithm.Candidate> candidate) {
    return Stream.of(answers).limit(count).map(candidate).toList();
  }
}
