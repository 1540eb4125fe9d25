package graft.experiment;

import graft.train.EpochRecord;
import graft.train.Evaluation;
import graft.train.History;
import graft.train.StepRecords;
import java.util.ArrayList;
import java.util.List;

/** Made-up results for tests of what is made of them. */
public final class Histories {
  private Histories() {}

  public static RunRecord run(Run of, double before, double... losses) {
    List<EpochRecord> epochs = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      epochs.add(
          new EpochRecord(
              i + 1,
              2 * losses[i],
              0.9,
              new StepRecords(new double[0], new double[0]),
              new Evaluation(losses[i], 0.99, 10_000),
              10,
              6000));
    }
    return new RunRecord(of, 1234, new History(new Evaluation(before, 0.1, 10_000), epochs));
  }

  /** An experiment as it should come out. */
  public static ExperimentResult sound(long seed) {
    return new ExperimentResult(
        seed,
        List.of(
            run(Runs.TEACHER, 2.3, 0.06, 0.05, 0.04),
            run(Runs.WIDER_RANDOM_PAD, 0.09, 0.04, 0.035, 0.034),
            run(Runs.WIDER_NET2WIDER, 0.0405, 0.036, 0.034, 0.033),
            run(Runs.DEEPER_RANDOM_INIT, 2.4, 0.09, 0.07, 0.06),
            run(Runs.DEEPER_NET2DEEPER, 0.04, 0.038, 0.036, 0.035)));
  }

  /** The same with one run in another's place. */
  public static ExperimentResult with(ExperimentResult result, RunRecord replacement) {
    return new ExperimentResult(
        result.seed(),
        result.runs().stream()
            .map(run -> run.run().equals(replacement.run()) ? replacement : run)
            .toList());
  }
}
