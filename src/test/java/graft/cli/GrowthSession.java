package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.DataSplits;
import graft.data.Provenance;
import graft.data.SyntheticDigits;
import graft.device.SharedDevice;
import graft.device.TestDevice;
import graft.files.Lineage;
import graft.job.TrainingJob;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.GlobalAveragePool;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.tensor.Shape;
import graft.train.Cancellation;
import graft.train.CheckpointFolder;
import graft.train.Checkpoints;
import graft.train.TrainingOptions;
import graft.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A network that grows on the command line, and trainings of it. */
abstract class GrowthSession extends TerminalSession {
  static final Shape DIGIT = Shape.of(28, 28, 1);

  /** Conv, BatchNorm, ReLU, conv, and a head. */
  static NetworkSpec spec(float dropped) {
    return NetworkSpec.chain(DIGIT)
        .then("conv1", new Conv2d(4, 3, 3, 4, Padding.SAME, false))
        .then("norm", new BatchNorm())
        .then("relu", new Relu())
        .then("conv2", Conv2d.same(4, 3))
        .then("conv2-relu", new Relu())
        .then("mean", new GlobalAveragePool())
        .then("drop", new Dropout(dropped))
        .then("logits", new Dense(10))
        .build();
  }

  static Path file(String name) {
    return folder.resolve(name + ".safetensors");
  }

  /** A checkpoint after an epoch of four steps. */
  static Path trained(String name, NetworkSpec spec, TrainingOptions options) throws IOException {
    DataSplits data =
        new DataSplits(
            SyntheticDigits.draw("digits", 200, 1),
            SyntheticDigits.draw("held out", 50, 2),
            new Provenance("drawn", "here", Map.of(), Optional.empty()));
    TrainingJob job =
        new TrainingJob(
            TrainingState.beginning(Model.untrained(spec, 1)),
            Preprocessing.scaled(1),
            options,
            data,
            Lineage.madeAt(Instant.now()));
    Path checkpoints = folder.resolve(name);
    job.run(
        SharedDevice.get(), new Checkpoints(new CheckpointFolder(checkpoints)), new Cancellation());
    return newest(checkpoints);
  }

  static Path newest(Path checkpoints) throws IOException {
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files.sorted().reduce((a, b) -> b).orElseThrow();
    }
  }

  static String data() {
    return "--data=" + folder.resolve("digits");
  }

  final int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return graft(
        Stream.concat(Arrays.stream(arguments), Stream.of("--device", TestDevice.choice()))
            .toArray(String[]::new));
  }

  /** The exit code of a command that says so, and makes nothing. */
  final int refuses(String sentence, String... arguments) {
    Path none = file("none");
    int code =
        run(
            Stream.concat(Arrays.stream(arguments), Stream.of("-o", none.toString()))
                .toArray(String[]::new));
    assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
    assertThat(code).isPositive();
    assertThat(none).doesNotExist();
    return code;
  }

  final Path grow(String command, Path from, String name, String... more) {
    List<String> start = List.of(command, from.toString(), "--out", file(name).toString());
    int code = run(Stream.concat(start.stream(), Arrays.stream(more)).toArray(String[]::new));
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    return file(name);
  }
}
