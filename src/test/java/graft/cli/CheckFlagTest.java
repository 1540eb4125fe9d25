package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.KnownDataset;
import graft.data.Provenance;
import graft.experiment.Histories;
import graft.experiment.Runs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class CheckFlagTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Command(name = "checked")
  private static final class Checked {
    @Mixin private CheckFlag check;
  }

  @Test
  void whatDoesNotHoldIsSaidAndEndsWithOne() {
    assertThat(verdict("shortened", 0.20, Optional.of(KnownDataset.MNIST))).isEqualTo(1);
    assertThat(err.toString())
        .contains("graft: check failed: teacher's last loss is 0.2000, expected at most 0.1410\n");
    assertThat(out.toString()).doesNotContain("passed");
  }

  @Test
  void ofDataThatIsNotKnownTheOrderAloneIsChecked() {
    assertThat(verdict("shortened", 0.20, Optional.empty())).isZero();
    assertThat(out.toString())
        .contains("learned from pictures is not known", "order of the runs is checked alone")
        .contains("check passed");
  }

  @Test
  void whatIsKnownDependsOnTheLength() {
    assertThat(verdict("full", 0.20, Optional.of(KnownDataset.FASHION_MNIST))).isZero();
    assertThat(out.toString()).contains("order of the runs is checked alone");
  }

  /** Of runs in the right order, from a teacher of this loss. */
  private int verdict(String extent, double teacher, Optional<KnownDataset> known) {
    Checked command = new Checked();
    CommandLine line =
        new CommandLine(command)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    line.parseArgs("--check", extent);
    var result = Histories.sound(1);
    result = Histories.with(result, Histories.run(Runs.TEACHER, 2.3, teacher));
    result = Histories.with(result, Histories.run(Runs.WIDER_RANDOM_PAD, 0.4, 0.19));
    result = Histories.with(result, Histories.run(Runs.WIDER_NET2WIDER, teacher, 0.18));
    result = Histories.with(result, Histories.run(Runs.DEEPER_RANDOM_INIT, 2.4, 0.3));
    result = Histories.with(result, Histories.run(Runs.DEEPER_NET2DEEPER, teacher, 0.18));
    return command.check.verdict(
        List.of(result), new Provenance("pictures", "a folder", Map.of(), known));
  }
}
