package graft;

import static org.assertj.core.api.Assertions.assertThat;

import graft.config.PreprocessingChoice;
import graft.config.TrainingSetup;
import graft.data.DataSplits;
import graft.data.Provenance;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.files.Lineage;
import graft.job.Certificate;
import graft.job.Growth;
import graft.job.Measurement;
import graft.job.Samples;
import graft.job.Teacher;
import graft.job.TrainingJob;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.GlobalAveragePool;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.net2net.DeepenResidual;
import graft.net2net.Grown;
import graft.net2net.ResidualStart;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.net2net.Widening;
import graft.nn.Sgd;
import graft.random.Philox;
import graft.train.Cancellation;
import graft.train.Checkpoint;
import graft.train.CheckpointFolder;
import graft.train.Checkpoints;
import graft.train.TrainingListener;
import graft.train.TrainingOptions;
import graft.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of docs/growth.md. */
class GrowthPageTest {
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(SyntheticDigits.draw("one", 1, 1).sample())
          .then("conv1", new Conv2d(4, 3, 3, 4, Padding.SAME, false))
          .then("norm", new BatchNorm())
          .then("relu", new Relu())
          .then("conv2", Conv2d.same(4, 3))
          .then("conv2-relu", new Relu())
          .then("mean", new GlobalAveragePool())
          .then("logits", new Dense(10))
          .build();

  @TempDir Path folder;

  @Test
  void growsATraining() throws IOException {
    Device device = SharedDevice.get();
    DataSplits data =
        new DataSplits(
            SyntheticDigits.draw("digits", 200, 1),
            SyntheticDigits.draw("held out", 50, 2),
            new Provenance("drawn", "here", Map.of(), Optional.empty()));
    TrainingSetup setup =
        new TrainingSetup(
            TrainingOptions.of(2, 50, Sgd.of(0.05f, 0.9f)), new PreprocessingChoice.Scaled());
    TrainingJob first =
        new TrainingJob(
            TrainingState.beginning(Model.untrained(SPEC, 1)),
            Preprocessing.scaled(1),
            setup.options(),
            data,
            Lineage.madeAt(Instant.now()));
    first.run(device, new Checkpoints(new CheckpointFolder(folder)), new Cancellation());
    Path checkpoint;
    try (Stream<Path> files = Files.list(folder)) {
      checkpoint = files.sorted().reduce((a, b) -> b).orElseThrow();
    }
    Path file = folder.resolve("grown.safetensors");
    TrainingSetup longer =
        new TrainingSetup(
            TrainingOptions.of(3, 50, Sgd.of(0.05f, 0.9f)), new PreprocessingChoice.Scaled());

    Teacher teacher = Teacher.read(checkpoint, System.err::println);
    Samples samples = Samples.of(data.train(), 128);
    Measurement measurement = new Measurement(device, teacher.file().preprocessing(), samples, 50);
    Growth growth = Growth.of(teacher).measuring(measurement);

    Philox random = new Philox(1, 0);
    Widening wider =
        Widen.net2wider(growth.model(), "conv1", 8, SymmetryBreaking.RANDOM_SHARES, random);
    growth = growth.then("widen", Map.of("conv1", "8"), wider.grown());
    Grown deeper = DeepenResidual.behind(growth.model(), "conv2-relu", ResidualStart.ZERO, random);
    growth = growth.then("deepen", Map.of("node", "conv2-relu"), deeper);

    Certificate certificate =
        Certificate.of(device, teacher.file(), growth.file(), growth.preserves(), samples);
    System.out.println(certificate.text()); // how far the logits are apart, and what both cost

    long follow = 0; // steps; more needs one share a unit: SymmetryBreaking.UNIT_SHARES
    Optional<TrainingState> training = growth.certified(certificate).training(follow);
    Checkpoint.write(training.orElseThrow(), file);
    TrainingJob job = TrainingJob.of(Teacher.read(file, System.err::println), longer, data);
    job.run(device, TrainingListener.SILENT, new Cancellation());

    assertThat(certificate.holds()).isTrue();
    assertThat(growth.model().spec().shapeOf("conv1").last()).isEqualTo(8);
    assertThat(Files.size(file)).isPositive();
    assertThat(List.of(job.start().nextEpoch())).containsExactly(3);
  }
}
