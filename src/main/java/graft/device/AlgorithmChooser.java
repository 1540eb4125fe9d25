package graft.device;

import graft.platform.Bytes;
import java.util.List;
import java.util.Optional;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionDescriptor;

/**
 * Chooses a convolution's algorithms: by cuDNN's heuristic, or by measuring where the policy has a
 * {@link Tuning} that does not know the answer yet.
 */
record AlgorithmChooser(
    Heuristics heuristics,
    AlgorithmPolicy policy,
    MathMode math,
    String deviceName,
    boolean software) {

  Algorithm choose(Direction direction, cudnnConvolutionDescriptor convolution) {
    List<Algorithm.Candidate> ranked = heuristics.candidates(direction, convolution);
    if (policy.tuning().isEmpty()) {
      return Algorithm.choose(
          Heuristics.query(direction), ranked, policy, math, heuristics.shape());
    }
    Tuning tuning = policy.tuning().get();
    String question = question(direction);
    Optional<String> saved = tuning.choice(question);
    if (saved.isPresent()) {
      List<Algorithm.Candidate> known =
          ranked.stream().filter(candidate -> candidate.name().equals(saved.get())).toList();
      Optional<Algorithm> admitted = Algorithm.firstAdmitted(known, policy, math);
      if (admitted.isPresent()) {
        return admitted.get();
      }
    }
    List<Algorithm.Candidate> measured =
        new Measurements(heuristics, policy.workspaceBound(), software)
            .candidates(direction, convolution);
    Algorithm fastest =
        Algorithm.choose(Measurements.query(direction), measured, policy, math, heuristics.shape());
    tuning.save(question, fastest.name());
    return fastest;
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
        heuristics.shape().toString());
  }
}
