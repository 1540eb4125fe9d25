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
  private static final String FIND = "cudnnFindConvolutionForwardAlgorithmEx";

  private final Device device = SharedDevice.get();

  @TempDir Path folder;

  private long finds() {
    return device.counters().orElseThrow().calls().getOrDefault(FIND, 0L);
  }

  private String plan(AlgorithmPolicy policy) {
    try (Convolution plan = device.dnn().planConvolution(SHAPE, policy)) {
      return plan.description();
    }
  }

  @Test
  void measuresOnceAndRemembers() throws IOException {
    Path file = folder.resolve("some").resolve("tuning.json");
    long before = finds();

    String measured = plan(AlgorithmPolicy.defaults().withTuning(TunedChoices.of(file)));
    assertThat(finds()).isEqualTo(before + 1);
    assertThat(file).content().contains("FORWARD", "BACKWARD_DATA", "BACKWARD_FILTER");

    String remembered = plan(AlgorithmPolicy.defaults().withTuning(TunedChoices.of(file)));
    assertThat(finds()).isEqualTo(before + 1);
    assertThat(remembered).isEqualTo(measured);
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
  void nonDeterministicAlgorithmsAreTakenOnlyWhereAdmitted() {
    // With so few channels cuDNN's heuristic puts the atomic algorithm first.
    ConvolutionShape few = new ConvolutionShape(2, 9, 9, 1, 8, 3, 3, 1, 1, 1, 1);
    try (Convolution exact = device.dnn().planConvolution(few);
        Convolution fast =
            device.dnn().planConvolution(few, AlgorithmPolicy.defaults().withNonDeterministic())) {
      assertThat(exact.description())
          .contains("backward filter CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1");
      assertThat(fast.description())
          .contains("backward filter CUDNN_CONVOLUTION_BWD_FILTER_ALGO_0");
    }
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
  void theDefaultFileIsInTheCache() {
    assertThat(TunedChoices.defaultFile(Map.of(), Path.of("/home/ann")))
        .isEqualTo(Path.of("/home/ann/.cache/graft/tuning.json"));
    assertThat(TunedChoices.defaultFile(Map.of("XDG_CACHE_HOME", "/c"), Path.of("/home/ann")))
        .isEqualTo(Path.of("/c/graft/tuning.json"));
  }
}
