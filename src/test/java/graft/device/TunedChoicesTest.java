package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunedChoicesTest {
  private static final ConvolutionShape SHAPE =
      new ConvolutionShape(2, 9, 9, 8, 8, 3, 3, 1, 1, 1, 1);

  private final Device device = SharedDevice.get();

  @TempDir Path folder;

  private String plan(AlgorithmPolicy policy) {
    try (Convolution plan = device.dnn().planConvolution(SHAPE, policy)) {
      return plan.description();
    }
  }

  @Test
  void takesWhatTheFileSays() throws IOException {
    Path file = folder.resolve("tuning.json");
    plan(AlgorithmPolicy.defaults().withTuning(TunedChoices.of(file)));
    String other = "CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM";
    Files.writeString(
        file, Files.readString(file).replaceAll("CUDNN_CONVOLUTION_FWD_ALGO_[A-Z_]*", other));

    assertThat(plan(AlgorithmPolicy.defaults().withTuning(TunedChoices.of(file))))
        .startsWith("forward " + other + ",");
  }

  @Test
  void measuresAgainWhereTheFileNamesWhatIsNotAdmitted() throws IOException {
    Path file = folder.resolve("tuning.json");
    plan(AlgorithmPolicy.defaults().withTuning(TunedChoices.of(file)));
    Files.writeString(
        file,
        Files.readString(file)
            .replaceAll(
                "CUDNN_CONVOLUTION_BWD_FILTER_ALGO_[0-9A-Z_]*",
                "CUDNN_CONVOLUTION_BWD_FILTER_ALGO_0"));

    // Algorithm 0 adds by atomics, so it is not deterministic.
    assertThat(plan(AlgorithmPolicy.defaults().withTuning(TunedChoices.of(file))))
        .contains("backward filter CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1");
  }

  @Test
  void aFileOfSomethingElseIsRefusedAndKept() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "not JSON");
    assertThatThrownBy(() -> TunedChoices.of(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is no file of tuned algorithms");
    assertThat(file).content().isEqualTo("not JSON");
  }

  @Test
  void choicesOfSeveralWritersAllStay() throws IOException {
    Path file = folder.resolve("tuning.json");
    TunedChoices one = TunedChoices.of(file);
    TunedChoices other = TunedChoices.of(file); // begun before the first has saved
    one.save("first", "a");
    other.save("second", "b");
    one.save("third", "c");

    TunedChoices all = TunedChoices.of(file);
    assertThat(all.choice("first")).contains("a");
    assertThat(all.choice("second")).contains("b");
    assertThat(all.choice("third")).contains("c");
  }

  @Test
  void aFileThatCannotBeSavedIsAWarningAndTheChoiceHolds() throws IOException {
    Path file = folder.resolve("tuning.json");
    TunedChoices choices = TunedChoices.of(file);
    Files.createDirectory(file); // since then

    String said =
        StandardError.during(
            () -> {
              choices.save("question", "algorithm");
              choices.save("another", "algorithm");
            });

    assertThat(choices.choice("question")).contains("algorithm");
    assertThat(said).contains(file.toString()).contains("measured again");
    assertThat(said.lines()).hasSize(1);
  }

  @Test
  void theDefaultFileIsInTheCache() {
    assertThat(TunedChoices.defaultFile(Map.of("XDG_CACHE_HOME", "/c")))
        .isEqualTo(Path.of("/c/graft/tuning.json"));
  }
}
