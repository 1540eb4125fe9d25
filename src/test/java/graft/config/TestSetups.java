package graft.config;

import graft.model.Preprocessing;
import graft.nn.AdamW;
import graft.nn.Optimizer;
import graft.nn.Sgd;
import graft.random.Philox;
import graft.train.Augmentation;
import graft.train.Criterion;
import graft.train.EarlyStopping;
import graft.train.Schedule;
import graft.train.TrainingOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Trainings of every kind, drawn at random. */
final class TestSetups {
  private TestSetups() {}

  static Arbitrary<TrainingSetup> any() {
    return Arbitraries.randomValue(random -> draw(new Philox(random.nextLong(), 0)));
  }

  private static TrainingSetup draw(Philox random) {
    Optimizer optimizer = optimizer(random);
    TrainingOptions options =
        new TrainingOptions(
            random.nextInt(1000),
            1 + random.nextInt(Integer.MAX_VALUE - 1),
            random.nextInt(2) == 0 ? optimizer : optimizer.clippedTo(share(random) + 1e-3f),
            schedule(random),
            share(random),
            random.nextInt(2) == 0
                ? Optional.empty()
                : Optional.of(
                    new EarlyStopping(
                        criterion(random), 1 + random.nextInt(9), random.nextFloat() / 3.0)),
            random.nextInt(2) == 0 ? Optional.empty() : Optional.of(criterion(random)),
            ((long) random.nextInt(Integer.MAX_VALUE) << 32) - random.nextInt(Integer.MAX_VALUE),
            random.nextInt(2) == 0,
            new Augmentation(random.nextInt(5), random.nextInt(2) == 0),
            random.nextInt(2) == 0 ? Set.of() : Set.of("conv1", "1e-3"));
    return new TrainingSetup(options, preprocessing(random));
  }

  /** Of all digits that a float has, below 1. */
  private static float share(Philox random) {
    return random.nextFloat() * 0.99f;
  }

  private static Criterion criterion(Philox random) {
    return random.nextInt(2) == 0 ? Criterion.LOSS : Criterion.ACCURACY;
  }

  private static Optimizer optimizer(Philox random) {
    return random.nextInt(2) == 0
        ? new Sgd(
            share(random),
            share(random),
            random.nextInt(2) == 0,
            share(random) / 1000,
            random.nextInt(2) == 0)
        : new AdamW(
            share(random) / 1000,
            share(random) / 3.0,
            share(random) / 3.0,
            1e-9f + share(random) / 1e6f,
            share(random),
            random.nextInt(2) == 0);
  }

  private static Schedule schedule(Philox random) {
    Schedule schedule =
        switch (random.nextInt(4)) {
          case 0 -> Schedule.constant();
          case 1 -> Schedule.steps(share(random) / 3.0, 3, 4 + random.nextInt(9));
          case 2 -> Schedule.linear(share(random) / 3.0);
          default -> Schedule.cosine(share(random) / 3.0);
        };
    return random.nextInt(2) == 0 ? schedule : schedule.afterWarmUp(random.nextInt(3) / 3.0);
  }

  private static PreprocessingChoice preprocessing(Philox random) {
    return switch (random.nextInt(3)) {
      case 0 -> new PreprocessingChoice.Scaled();
      case 1 -> new PreprocessingChoice.Standardised();
      default ->
          new PreprocessingChoice.Given(
              new Preprocessing(
                  List.of(share(random) / 3.0, -share(random) / 3.0),
                  List.of(1e-3 + share(random) / 3.0, 1.0)));
    };
  }
}
