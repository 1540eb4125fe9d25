package graft.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverviewTest {
  @TempDir private Path folder;

  private Overview of(Path... runs) throws IOException {
    List<RecordedRun> read = new ArrayList<>();
    for (Path run : runs) {
      read.add(RunReader.read(run));
    }
    return Overview.of(read);
  }

  private Path training(String name, long seed) throws IOException {
    return RunFiles.training(seed).write(folder.resolve(name));
  }

  @Test
  void putsRunsTogetherThatDifferInTheirSeed() throws IOException {
    Overview overview = of(training("digits-1", 1), training("digits-2", 2));

    assertThat(overview.groups()).extracting(Group::name).containsExactly("digits");
    assertThat(overview.groups().get(0).seeds()).isEqualTo("1, 2");
  }

  @Test
  void keepsRunsApartThatDifferInMore() throws IOException {
    RunFiles faster = RunFiles.training(2);
    ((ObjectNode) faster.result.path("training")).put("batch", 50);
    RunFiles fewer = RunFiles.training(3);
    ((ObjectNode) fewer.result.path("data")).put("training", 200);
    RunFiles wider = RunFiles.training(4);
    wider.network().set("network", graft.files.NetworkJson.write(RunFiles.network(3)));

    Overview overview =
        of(
            training("first", 1),
            faster.write(folder.resolve("faster")),
            fewer.write(folder.resolve("fewer")),
            wider.write(folder.resolve("wider")));

    assertThat(overview.groups())
        .extracting(Group::name)
        .containsExactly("first", "faster", "fewer", "wider");
  }

  @Test
  void takesTwoOfOneSeedForNoSpread() throws IOException {
    assertThat(of(training("one", 1), training("two", 1)).groups()).hasSize(2);
  }

  @Test
  void findsWhatGrewFromWhatByTheFilesChecksums() throws IOException {
    RunFiles child = RunFiles.training(2);
    ObjectNode lineage = (ObjectNode) child.network().path("lineage");
    lineage
        .putArray("parents")
        .add(parent("model.safetensors", RunFiles.sha(1)))
        .add(parent("wider.safetensors", RunFiles.sha(77)));
    lineage.putArray("transforms").addObject().put("name", "widen");

    Overview overview = of(training("old", 1), child.write(folder.resolve("grown")));

    Group grown = overview.groups().get(1);
    assertThat(overview.parent(grown)).contains(overview.groups().get(0));
    assertThat(overview.ancestry().epochsBefore(grown.first())).isEqualTo(2);
    assertThat(overview.ancestry().stepsBefore(grown.first())).isEqualTo(6);
  }

  private static ObjectNode parent(String file, String sha256) {
    ObjectNode parent = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
    return parent.put("file", file).put("sha256", sha256);
  }

  @Test
  void takesNoNetworkForItsOwnAncestor() throws IOException {
    RunFiles one = RunFiles.training(1);
    ((ObjectNode) one.network().path("lineage"))
        .putArray("parents")
        .add(parent("b", RunFiles.sha(2)));
    RunFiles other = RunFiles.training(2);
    ((ObjectNode) other.network().path("lineage"))
        .putArray("parents")
        .add(parent("a", RunFiles.sha(1)));
    ((ObjectNode) other.result.path("training")).put("batch", 50);

    Overview overview = of(one.write(folder.resolve("a")), other.write(folder.resolve("b")));

    assertThat(overview.groups().stream().filter(g -> overview.parent(g).isPresent())).hasSize(1);
  }

  @Test
  void knowsTheExperimentsTeacherWithoutALineage() throws IOException {
    Overview overview = of(RunFiles.experiment(1, 2).write(folder.resolve("run"), false));

    assertThat(overview.groups())
        .extracting(Group::name)
        .containsExactly("teacher", "wider net2wider", "deeper random-init");
    assertThat(overview.parent(overview.groups().get(2))).contains(overview.groups().get(0));
    assertThat(overview.ancestry().epochsBefore(overview.groups().get(1).members().get(1)))
        .isEqualTo(2);
  }

  @Test
  void givesMeanSmallestAndLargest() throws IOException {
    Overview overview = of(RunFiles.experiment(1, 2, 6).write(folder.resolve("run"), false));

    Spread spread = overview.groups().get(0).spread(m -> m.loss(2));
    assertThat(spread.mean()).isEqualTo(0.5 + 3 / 64.0, within(1e-12));
    assertThat(spread.least()).isEqualTo(0.5 + 1 / 64.0);
    assertThat(spread.most()).isEqualTo(0.5 + 6 / 64.0);
    assertThat(Spread.of(List.of(1.0, Double.NaN)).isKnown()).isFalse();
    assertThat(Spread.of(List.of()).isKnown()).isFalse();
  }

  @Test
  void takesTheMostAccurateForTheBest() throws IOException {
    Overview overview = of(RunFiles.experiment(1).write(folder.resolve("run"), false));

    assertThat(overview.best().map(Group::name)).contains("wider net2wider");
  }
}
