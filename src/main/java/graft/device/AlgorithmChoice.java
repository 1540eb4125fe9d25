package graft.device;

import graft.platform.Bytes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnDeterminism;
import jcuda.jcudnn.cudnnMathType;

/**
 * Chooses a convolution's algorithms: the first one that the policy and the math mode admit, in the
 * order of cuDNN's heuristic, or of its measurements where the policy has {@link TunedChoices}.
 * Where each of them needs more workspace than the policy's bound, it is the one that needs least:
 * for large batches cuDNN 9 on Hopper has no deterministic gradient of the data with less than
 * twice the size of x.
 */
final class AlgorithmChoice {
  private final ConvolutionQueries queries;
  private final Descriptors descriptors;
  private final AlgorithmPolicy policy;
  private final long workspaceBound;
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
    this.workspaceBound = policy.workspaceBound().orElseThrow();
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
    Optional<Algorithm> chosen = first(ranked);
    if (chosen.isEmpty()) {
      // Nothing to measure: there is one.
      return least(ranked).orElseThrow(() -> noneAdmitted(direction, ranked));
    }
    return policy
        .tuning()
        .map(tuned -> tuned(tuned, direction, convolution, ranked, chosen.get()))
        .orElseGet(chosen::get);
  }

  /**
   * The fastest by earlier measurements, else by new ones, else the heuristic's choice: what it
   * says of workspaces may be too little for the measuring.
   */
  private Algorithm tuned(
      TunedChoices tuned,
      Direction direction,
      cudnnConvolutionDescriptor convolution,
      List<Algorithm.Candidate> ranked,
      Algorithm heuristic) {
    String question = question(direction);
    return tuned
        .choice(question)
        .flatMap(saved -> first(named(saved, ranked)))
        .orElseGet(
            () -> {
              List<Algorithm.Candidate> measured =
                  queries.measured(direction, convolution, mostWorkspace(ranked));
              Algorithm fastest = first(measured).orElse(heuristic);
              tuned.save(question, fastest.name());
              return fastest;
            });
  }

  /** As much as any that may be chosen needs. */
  private long mostWorkspace(List<Algorithm.Candidate> candidates) {
    return candidates.stream()
        .mapToLong(Algorithm.Candidate::workspaceBytes)
        .filter(bytes -> bytes <= workspaceBound)
        .max()
        .orElse(0);
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
        "workspace " + Bytes.text(workspaceBound),
        direction.toString(),
        queries.shape().toString());
  }

  private CudaException noneAdmitted(Direction direction, List<Algorithm.Candidate> candidates) {
    List<String> refusals =
        candidates.stream()
            .map(candidate -> candidate.name() + ": " + refusal(candidate, Long.MAX_VALUE))
            .toList();
    return new CudaException(
        Api.CUDNN,
        ConvolutionQueries.rankingCall(direction),
        DnnStatus.notSupported(),
        queries.shape()
            + ": no algorithm is admitted by "
            + policy
            + " ("
            + String.join("; ", refusals)
            + ")");
  }

  private Optional<Algorithm> first(List<Algorithm.Candidate> candidates) {
    return candidates.stream()
        .filter(candidate -> refusal(candidate, workspaceBound).isEmpty())
        .findFirst()
        .map(this::admitted);
  }

  private Optional<Algorithm> least(List<Algorithm.Candidate> candidates) {
    return candidates.stream()
        .filter(candidate -> refusal(candidate, Long.MAX_VALUE).isEmpty())
        .min(Comparator.comparingLong(Algorithm.Candidate::workspaceBytes))
        .map(this::admitted);
  }

  private Algorithm admitted(Algorithm.Candidate candidate) {
    return new Algorithm(
        candidate.name(),
        candidate.number(),
        math == MathMode.FP32 ? cudnnMathType.CUDNN_FMA_MATH : candidate.mathType(),
        candidate.workspaceBytes());
  }

  /** Why a candidate is not admitted; empty if it is. */
  private String refusal(Algorithm.Candidate candidate, long mostBytes) {
    if (candidate.status() != 0) {
      return Api.CUDNN.statusName(candidate.status());
    }
    if (policy.deterministic() && candidate.determinism() != cudnnDeterminism.CUDNN_DETERMINISTIC) {
      return "not deterministic";
    }
    if (candidate.workspaceBytes() > mostBytes) {
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
