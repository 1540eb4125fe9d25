package graft.device;

import graft.platform.Bytes;
import java.util.List;
import java.util.Optional;
import jcuda.jcudnn.cudnnDeterminism;
import jcuda.jcudnn.cudnnMathType;
import jcuda.jcudnn.cudnnStatus;

/**
 * The algorithm chosen for one direction of a convolution.
 *
 * @param number cuDNN's number in that direction's enumeration
 * @param mathType what the convolution descriptor must be set to
 * @param workspaceBytes what a call needs
 */
record Algorithm(String name, int number, int mathType, long workspaceBytes) {

  /** The same, with room for at least so many bytes. */
  Algorithm withWorkspace(long bytes) {
    return new Algorithm(name, number, mathType, Math.max(workspaceBytes, bytes));
  }

  /** One line of the answer of a heuristic: best first. */
  record Candidate(
      String name, int number, int status, long workspaceBytes, int determinism, int mathType) {}

  /** The math type to ask the heuristic with. */
  static int askedMathType(MathMode math) {
    return switch (math) {
      case FP32 -> cudnnMathType.CUDNN_FMA_MATH;
      case TF32 -> cudnnMathType.CUDNN_DEFAULT_MATH;
    };
  }

  /**
   * The first candidate that the policy and the math mode admit.
   *
   * @throws CudaException NOT_SUPPORTED, saying why each one was refused
   */
  static Algorithm choose(
      String query,
      List<Candidate> candidates,
      AlgorithmPolicy policy,
      MathMode math,
      ConvolutionShape shape) {
    Optional<Algorithm> admitted = firstAdmitted(candidates, policy, math);
    if (admitted.isPresent()) {
      return admitted.get();
    }
    List<String> refusals =
        candidates.stream()
            .map(candidate -> candidate.name() + ": " + refusal(candidate, policy, math))
            .toList();
    throw new CudaException(
        Api.CUDNN,
        query,
        cudnnStatus.CUDNN_STATUS_NOT_SUPPORTED,
        shape
            + ": no algorithm is admitted by "
            + policy
            + " ("
            + String.join("; ", refusals)
            + ")");
  }

  /** As {@link #choose}, but nothing where none is admitted. */
  static Optional<Algorithm> firstAdmitted(
      List<Candidate> candidates, AlgorithmPolicy policy, MathMode math) {
    return candidates.stream()
        .filter(candidate -> refusal(candidate, policy, math).isEmpty())
        .findFirst()
        .map(
            candidate ->
                new Algorithm(
                    candidate.name(),
                    candidate.number(),
                    math == MathMode.FP32 ? cudnnMathType.CUDNN_FMA_MATH : candidate.mathType(),
                    candidate.workspaceBytes()));
  }

  private static String refusal(Candidate candidate, AlgorithmPolicy policy, MathMode math) {
    if (candidate.status() != 0) {
      return Api.CUDNN.statusName(candidate.status());
    }
    if (policy.deterministic() && candidate.determinism() != cudnnDeterminism.CUDNN_DETERMINISTIC) {
      return "not deterministic";
    }
    if (candidate.workspaceBytes() > policy.workspaceBound()) {
      return "needs " + Bytes.text(candidate.workspaceBytes());
    }
    return admits(math, candidate.mathType())
        ? ""
        : "computes by " + cudnnMathType.stringFor(candidate.mathType());
  }

  /** Conversion to half precision is in no mode; tensor units round float32 to TF32. */
  private static boolean admits(MathMode math, int mathType) {
    return switch (mathType) {
      case cudnnMathType.CUDNN_FMA_MATH, cudnnMathType.CUDNN_DEFAULT_MATH -> true;
      case cudnnMathType.CUDNN_TENSOR_OP_MATH -> math == MathMode.TF32;
      default -> false;
    };
  }
}
