package graft.experiment;

import java.util.List;

/**
 * The five training runs, in the order in which they are trained, with the validation losses after
 * epochs 1, 2 and 3 that Keras' example {@code mnist_net2net.py} publishes for them (MNIST, Titan X
 * Maxwell).
 */
public enum RunKind {
  /** The network that the others grow from. */
  TEACHER(0, "teacher", 0.0537, 0.0354, 0.0356),
  /** Wider, the new units drawn at random: the baseline. */
  WIDER_RANDOM_PAD(1, "wider random-pad", 0.0320, 0.0317, 0.0289),
  /** Wider, the new units copies of the teacher's (Net2WiderNet). */
  WIDER_NET2WIDER(2, "wider net2wider", 0.0271, 0.0274, 0.0270),
  /** Deeper, the new layers drawn at random: the baseline. */
  DEEPER_RANDOM_INIT(3, "deeper random-init", 0.0682, 0.0506, 0.0468),
  /** Deeper, the new layers identities (Net2DeeperNet). */
  DEEPER_NET2DEEPER(4, "deeper net2deeper", 0.0292, 0.0294, 0.0286);

  private final int stream;
  private final String title;
  private final double first;
  private final double second;
  private final double third;

  RunKind(int stream, String title, double first, double second, double third) {
    this.stream = stream;
    this.title = title;
    this.first = first;
    this.second = second;
    this.third = third;
  }

  /** Which of a seed's independent random streams the run draws from. */
  int stream() {
    return stream;
  }

  /** The name that tables and files show. */
  public String title() {
    return title;
  }

  /** The published validation losses after epochs 1, 2 and 3, in nats. */
  public List<Double> publishedLosses() {
    return List.of(first, second, third);
  }
}
