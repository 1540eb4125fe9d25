package graft.device;

import static org.assertj.core.api.Assertions.assertThat;

import graft.crash.Done;
import graft.crash.Work;
import java.io.IOException;
import java.nio.file.Path;

/** The file of measured algorithms, to which several processes add. */
public final class TuningWork implements Work {
  @Override
  public String name() {
    return "tuning";
  }

  @Override
  public void prepare(Path folder) throws IOException {
    assertThat(write(folder, 0, 0, false)).isZero();
  }

  private static Path file(Path folder) {
    return folder.resolve("cache/tuning.json");
  }

  private static String question(int worker, int round) {
    return "convolution " + round + " of process " + worker;
  }

  @Override
  public int write(Path folder, int worker, int round, boolean goesOn) throws IOException {
    TunedChoices.of(file(folder)).save(question(worker, round), "algorithm " + round);
    return 0;
  }

  /** What was chosen by either stays. */
  @Override
  public void judge(Path folder, Done done) throws IOException {
    TunedChoices read = TunedChoices.of(file(folder));
    for (Done.Round round : done.rounds()) {
      String question = question(round.worker(), round.number());
      assertThat(read.choice(question)).as(question).contains("algorithm " + round.number());
    }
  }
}
