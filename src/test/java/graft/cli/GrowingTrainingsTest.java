package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.nn.AdamW;
import graft.nn.Sgd;
import graft.train.Checkpoint;
import graft.train.TrainingOptions;
import graft.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Trainings that grow where they stood in special places. */
class GrowingTrainingsTest extends GrowthSession {
  /** Nothing is remembered of frozen tensors, also after growing: thawed, they begin then. */
  @Test
  void frozenTensorsCountFromWhenTheyAreThawed() throws IOException {
    Path checkpoint =
        trained(
            "frozen",
            spec(0),
            TrainingOptions.of(1, 50, AdamW.of(1e-3f)).withFreeze(Set.of("conv1", "norm")));
    Path wide = grow("widen", checkpoint, "frozen-wide", "conv1=6", "--breaking=none");
    assertThat(Checkpoint.read(wide).optimizer().get(0).keySet())
        .containsExactly("conv2/kernel", "conv2/bias", "logits/kernel", "logits/bias");
    Path on = folder.resolve("thawed");
    int code =
        run(
            "train",
            wide.toString(),
            data(),
            "--limit=200",
            "--epochs=2",
            "--freeze=none",
            "--out",
            on.toString());
    assertThat(code).as(err.toString()).isZero();
    assertThat(Checkpoint.read(newest(on.resolve("checkpoints"))).births())
        .isEqualTo(Map.of("conv1/kernel", 4L, "norm/gamma", 4L, "norm/beta", 4L));
  }

  /** Also where nothing grows: Adam's first step would be too long otherwise. */
  @Test
  void forgettingBeginsToCountAnew() throws IOException {
    Path checkpoint = trained("adam", spec(0), TrainingOptions.of(1, 50, AdamW.of(1e-3f)));
    Path reset = grow("calibrate", checkpoint, "reset", data(), "--state=reset");
    TrainingState state = Checkpoint.read(reset);
    assertThat(state.optimizer()).isEmpty();
    assertThat(state.births().values()).hasSize(7).containsOnly(4L);
  }

  /** A network with Dropout when it grows, an optimizer that clips before the data is read. */
  @Test
  void refusesToFollowBeforeTheTrainingBegins() throws IOException {
    TrainingOptions options = TrainingOptions.of(1, 50, Sgd.of(0.05f, 0.9f));
    refuses(
        "the network cannot follow its teacher: node 'drop' is Dropout of rate 0.5",
        "widen",
        trained("drops", spec(0.5f), options).toString(),
        "conv1=6",
        "--breaking=none",
        "--follow=3");
    Path clipped =
        trained("clips", spec(0), TrainingOptions.of(1, 50, Sgd.of(0.05f, 0.9f).clippedTo(1)));
    Path wide = grow("widen", clipped, "follows", "conv1=6", "--breaking=none", "--follow=3");
    int code = run("train", wide.toString(), "--data=nowhere", "--epochs=2");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains("the network cannot follow its teacher with")
        .contains("the norm that it clips by");
  }
}
