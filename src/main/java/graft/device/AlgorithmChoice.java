package graft.device;

import graft.platform.Bytes;
import java.util.List;
import java.util.Optional;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnDeterminism;
import jcuda.jcudnn.cudnnMathType;

/**
 * Chooses a convolution's algorithms: the first one that the policy and the math mode admit, in the
 * order of cuDNN's heuristic, or of its measurements where the policy has {@link TunedChoices}.
 */
final class AlgorithmChoice {
  private final ConvolutionQueries queries;
  private final Descriptors descriptors;
  private final AlgorithmPolicy policy;
  private final MathMode math;
  private final String deviceName;

  AlgorithmChoice(
      ConvolutionQueries queries,
      Descriptors descriptors,
      DeviceOptions options,
      String deviceName) {
    this.queries = queries;
    this.descriptors = descriptors;
    this.policy = options.algorithms();
    this.math = options.math();
    this.deviceName = deviceName;
  }

  /** The math type to ask the heuristic with. */
  static int askedMathType(MathMode math) {
    return switch (math) {
      case FP32 -> cudnnMathType.CUDNN_FMA_MATH;
      case TF32 -> cudnnMathType.CUDNN_DEFAULT_MATH;
    };
  }

  /**
   * Chooses the algorithm of a direction, and sets the convolution's descriptor to its math type.
   *
   * @throws CudaException NOT_SUPPORTED, saying why each one was refused
   */
  Algorithm make(Direction direction, cudnnConvolutionDescriptor convolution) {
    Algorithm chosen = choose(direction, convolution);
    descriptors.setMathType(convolution, chosen.mathType());
    // What the heuristic said may be of another math type.
    return chosen.withWorkspace(
        queries.workspaceBytes(direction, convolution, chosen.number()).orElse(0));
  }

  private Algorithm choose(Direction direction, cudnnConvolutionDescriptor convolution) {
    List<Algorithm.Candidate> ranked =
        RankedAlgorithms.of(
            new RankedAlgorithms.Question(deviceName, queries.shape(), direction, math),
            () -> queries.ranked(direction, convolution));
    if (policy.tuning().isEmpty()) {
      return first(ConvolutionQueries.rankingCall(direction), ranked);
    }
    TunedChoices tuned = policy.tuning().get();
    String question = question(direction);
    return tuned
        .choice(question)
        .flatMap(saved -> firstAdmitted(named(saved, ranked)))
        .orElseGet(
            () -> {
              List<Algorithm.Candidate> measured =
                  queries.measured(direction, convolution, policy.workspaceBound());
              Algorithm fastest = first(ConvolutionQueries.measuringCall(direction), measured);
              tuned.save(question, fastest.name());
              return fastest;
            });
  }

  private static List<Algorithm.Candidate> named(
      String name, List<Algorithm.Candidate> candidates) {
    return candidates.stream().filter(candidate -> candidate.name().equals(name)).toList();
  }

  /** All that the fastest algorithm may depend on. */
  private String question(Direction direction) {
    return String.join(
        " | ",
        deviceName,
        "cuDNN " + JCudnn.cudnnGetVersion(),
        math.toString(),
        policy.deterministic() ? "deterministic" : "fast",
        "workspace " + Bytes.text(policy.workspaceBound()),
        direction.toString(),
        queries.shape().toString());
  }

  private Algorithm first(String query, List<Algorithm.Candidate> candidates) {
    return firstAdmitted(candidates).orElseThrow(() -> noneAdmitted(query, candidates));
  }

  private CudaException noneAdmitted(String query, List<Algorithm.Candidate> candidates) {
    List<String> refusals =
        candidates.stream().map(candidate -> candidate.name() + ": " + refusal(candidate)).toList();
    return new CudaException(
        Api.CUDNN,
        query,
        DnnStatus.notSupported(),
        queries.shape()
            + ": no algorithm is admitted by "
            + policy
            + " ("
            + String.join("; ", refusals)
            + ")");
  }

  private Optional<Algorithm> firstAdmitted(List<Algorithm.Candidate> candidates) {
    return candidates.stream()
        .filter(candidate -> refusal(candidate).isEmpty())
        .findFirst()
        .map(
            candidate ->
                new Algorithm(
                    candidate.name(),
                    candidate.number(),
                    math == MathMode.FP32 ? cudnnMathType.CUDNN_FMA_MATH : candidate.mathType(),
                    candidate.workspaceBytes()));
  }

  /** Why a candidate is not admitted; empty if it is. */
  private String refusal(Algorithm.Candidate candidate) {
    if (candidate.status() != 0) {
      return Api.CUDNN.statusName(candidate.status());
    }
    if (policy.deterministic() && candidate.determinism() != cudnnDeterminism.CUDNN_DETERMINISTIC) {
      return "not deterministic";
    }
    if (candidate.workspaceBytes() > policy.workspaceBound()) {
      return "needs " + Bytes.text(candidate.workspaceBytes());
    }
    return admits(candidate.mathType())
        ? ""
        : "computes by " + cudnnMathType.stringFor(candidate.mathType());
  }

  /** Conversion to half precision is in no mode; tensor units round float32 to TF32. */
  private boolean admits(int mathType) {
    return switch (mathType) {
      case cudnnMathType.CUDNN_FMA_MATH, cudnnMathType.CUDNN_DEFAULT_MATH -> true;
      case cudnnMathType.CUDNN_TENSOR_OP_MATH -> math == MathMode.TF32;
      default -> false;
    };
  }
}
