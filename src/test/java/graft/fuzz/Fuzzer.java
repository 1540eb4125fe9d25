package graft.fuzz;

import graft.config.NetworkFuzz;
import graft.config.TrainingFileFuzz;
import graft.data.CifarFuzz;
import graft.data.IdxFuzz;
import graft.data.ImageFuzz;
import graft.data.ImageHeaderFuzz;
import graft.device.TuningFuzz;
import graft.exchange.keras.KerasConfigFuzz;
import graft.exchange.keras.KerasFuzz;
import graft.exchange.keras.KerasWeightsFuzz;
import graft.exchange.onnx.OnnxFuzz;
import graft.exchange.torch.TorchFuzz;
import graft.fetch.ContentsFuzz;
import graft.fetch.ProxyFuzz;
import graft.files.ModelFuzz;
import graft.files.SafetensorsFuzz;
import graft.platform.MachineFuzz;
import graft.platform.ManifestFuzz;
import graft.platform.ProbeFuzz;
import graft.platform.RetargetFuzz;
import graft.platform.TarFuzz;
import graft.platform.TarXzFuzz;
import graft.report.DetailsFuzz;
import graft.report.ResultFuzz;
import graft.report.StepsFuzz;
import graft.settings.SettingFuzz;
import graft.train.CheckpointFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** All readers of bytes from outside that are fuzzed. */
enum Fuzzer {
  IDX(IdxFuzz.class, IdxFuzz::fuzzerTestOneInput),
  CIFAR(CifarFuzz.class, CifarFuzz::fuzzerTestOneInput),
  IMAGE_HEADER(ImageHeaderFuzz.class, ImageHeaderFuzz::fuzzerTestOneInput),
  IMAGE(ImageFuzz.class, ImageFuzz::fuzzerTestOneInput),
  SAFETENSORS(SafetensorsFuzz.class, SafetensorsFuzz::fuzzerTestOneInput),
  MODEL(ModelFuzz.class, ModelFuzz::fuzzerTestOneInput),
  CHECKPOINT(CheckpointFuzz.class, CheckpointFuzz::fuzzerTestOneInput),
  TORCH(TorchFuzz.class, TorchFuzz::fuzzerTestOneInput),
  KERAS(KerasFuzz.class, KerasFuzz::fuzzerTestOneInput),
  KERAS_WEIGHTS(KerasWeightsFuzz.class, KerasWeightsFuzz::fuzzerTestOneInput),
  KERAS_CONFIG(KerasConfigFuzz.class, KerasConfigFuzz::fuzzerTestOneInput),
  ONNX(OnnxFuzz.class, OnnxFuzz::fuzzerTestOneInput),
  TRAINING_FILE(TrainingFileFuzz.class, TrainingFileFuzz::fuzzerTestOneInput),
  NETWORK(NetworkFuzz.class, NetworkFuzz::fuzzerTestOneInput),
  RESULT(ResultFuzz.class, ResultFuzz::fuzzerTestOneInput),
  STEPS(StepsFuzz.class, StepsFuzz::fuzzerTestOneInput),
  DETAILS(DetailsFuzz.class, DetailsFuzz::fuzzerTestOneInput),
  TUNING(TuningFuzz.class, TuningFuzz::fuzzerTestOneInput),
  RETARGET(RetargetFuzz.class, RetargetFuzz::fuzzerTestOneInput),
  MANIFEST(ManifestFuzz.class, ManifestFuzz::fuzzerTestOneInput),
  TAR_XZ(TarXzFuzz.class, TarXzFuzz::fuzzerTestOneInput),
  TAR(TarFuzz.class, TarFuzz::fuzzerTestOneInput),
  PROBE(ProbeFuzz.class, ProbeFuzz::fuzzerTestOneInput),
  MACHINE(MachineFuzz.class, MachineFuzz::fuzzerTestOneInput),
  SETTINGS(SettingFuzz.class, SettingFuzz::fuzzerTestOneInput),
  PROXY(ProxyFuzz.class, ProxyFuzz::fuzzerTestOneInput),
  CONTENTS(ContentsFuzz.class, ContentsFuzz::fuzzerTestOneInput);

  /** One input read; what it throws is a finding. */
  @FunctionalInterface
  interface Target {
    void read(byte[] input) throws IOException;
  }

  private final Class<?> type;

  @SuppressWarnings("ImmutableEnumChecker") // a method is
  private final Target target;

  Fuzzer(Class<?> type, Target target) {
    this.type = type;
    this.target = target;
  }

  /** What it is called on the command line, and the folder of its seeds: "image-header". */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The class that Jazzer calls. */
  Class<?> type() {
    return type;
  }

  /** Reads one input. */
  void read(byte[] input) throws IOException {
    target.read(input);
  }

  /** Small files that it begins from, and all that was once a finding. */
  Path seeds() {
    return Path.of("src/test/resources/graft/fuzz", title());
  }

  List<Path> seedFiles() throws IOException {
    try (Stream<Path> files = Files.list(seeds())) {
      return files.sorted().toList();
    }
  }
}
