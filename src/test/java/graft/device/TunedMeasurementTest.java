package graft.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When algorithms are measured, and which come first where none are. */
@SoftwareOnly("it counts the measurements, and its heuristic's order is known")
class TunedMeasurementTest {
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
}
