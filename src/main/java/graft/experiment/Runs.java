package graft.experiment;

import java.util.List;
import java.util.Optional;

/** The five training runs. */
public final class Runs {
  /** The network that the others grow from. */
  public static final Run TEACHER =
      new Run("teacher", 0, Optional.empty(), List.of(0.0537, 0.0354, 0.0356));

  /** Wider, the new units drawn at random: the baseline. */
  public static final Run WIDER_RANDOM_PAD =
      student("wider random-pad", 1, Networks::widerRandomPad, 0.0320, 0.0317, 0.0289);

  /** Wider, the new units copies of the teacher's (Net2WiderNet). */
  public static final Run WIDER_NET2WIDER =
      student("wider net2wider", 2, Networks::widerNet2wider, 0.0271, 0.0274, 0.0270);

  /** Deeper, the new layers drawn at random: the baseline. */
  public static final Run DEEPER_RANDOM_INIT =
      student("deeper random-init", 3, Networks::deeperRandomInit, 0.0682, 0.0506, 0.0468);

  /** Deeper, the new layers identities (Net2DeeperNet). */
  public static final Run DEEPER_NET2DEEPER =
      student(
          "deeper net2deeper",
          4,
          (teacher, random) -> Networks.deeperNet2deeper(teacher),
          0.0292,
          0.0294,
          0.0286);

  /** Those that grow from the teacher, in the order in which they are trained. */
  public static final List<Run> STUDENTS =
      List.of(WIDER_RANDOM_PAD, WIDER_NET2WIDER, DEEPER_RANDOM_INIT, DEEPER_NET2DEEPER);

  /** All, in the order in which they are trained. */
  public static final List<Run> ALL =
      List.of(TEACHER, WIDER_RANDOM_PAD, WIDER_NET2WIDER, DEEPER_RANDOM_INIT, DEEPER_NET2DEEPER);

  private Runs() {}

  private static Run student(
      String title, int sequence, Run.Growth growth, double first, double second, double third) {
    return new Run(title, sequence, Optional.of(growth), List.of(first, second, third));
  }
}
