package graft.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What cuDNN's heuristic has answered, kept for the life of the process: it measures nothing, so
 * the same question has the same answer. Each question costs memory for ever, since JCuda 11.7
 * never frees its copy of the answers (about 0.4 KB): a program that plans networks all day would
 * grow without end.
 */
final class RankedAlgorithms {
  private static final int MOST = 4096;

  private static final Map<Question, List<Algorithm.Candidate>> KNOWN =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, List<Algorithm.Candidate>> eldest) {
          return size() > MOST;
        }
      };

  private RankedAlgorithms() {}

  /**
   * All that the heuristic's answer depends on in a process, which has one cuDNN.
   *
   * @param device its name
   * @param math whose type is asked for
   */
  record Question(String device, ConvolutionShape shape, Direction direction, MathMode math) {}

  /** The answer, asked for if it is not known. */
  static List<Algorithm.Candidate> of(
      Question question, Supplier<List<Algorithm.Candidate>> heuristic) {
    synchronized (KNOWN) {
      return KNOWN.computeIfAbsent(question, asked -> List.copyOf(heuristic.get()));
    }
  }
}
