package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgo;
import jcuda.jcudnn.cudnnDeterminism;
import jcuda.jcudnn.cudnnMathType;
import jcuda.jcudnn.cudnnStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Convolutions whose workspace is too small. */
@SoftwareOnly("which algorithm needs how much workspace is written nowhere for a GPU")
class DnnWorkspaceTest {
  private final Device device = SharedDevice.get();

  @TempDir Path folder;

  @Test
  void tooSmallAWorkspaceIsRefused() {
    ConvolutionShape shape = new ConvolutionShape(2, 9, 9, 8, 8, 3, 3, 1, 1, 1, 1);
    try (Convolution plan = device.dnn().planConvolution(shape);
        Memory x = device.allocate(shape.xElements() * 4, "x");
        Memory w = device.allocate(shape.wElements() * 4, "w")) {
      assertThat(plan.workspaceBytes()).as("else this tests nothing").isPositive();
      assertThatThrownBy(
              () -> plan.backwardFilter(x.pointer(), x.pointer(), w.pointer(), Workspace.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cudnnConvolutionBackwardFilter needs a workspace of")
          .hasMessageContaining("found 0 bytes");
    }
  }

  @Test
  void whereNothingFitsTheBoundTheLeastIsTaken() {
    // One input channel: cuDNN's best for the filter's gradient needs no workspace, but adds in any
    // order.
    ConvolutionShape shape = new ConvolutionShape(32, 28, 28, 1, 64, 3, 3, 1, 1, 1, 1);
    try (Convolution plan =
        device.dnn().planConvolution(shape, AlgorithmPolicy.defaults().withWorkspaceBound(0))) {
      assertThat(plan.description())
          .contains("backward filter CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1");
      assertThat(plan.workspaceBytes()).isPositive();
    }
  }

  /**
   * What cuDNN 9.14 answers on an H200: of the two that take NHWC one is not deterministic, the
   * other needs twice the size of x, more than the bound. Measuring must not change that.
   */
  @Test
  void largeBatchesOnHopperHaveAnAlgorithm() throws IOException {
    ConvolutionShape shape = new ConvolutionShape(5, 7, 11, 4, 8, 3, 3, 1, 1, 1, 1);
    answers(
        shape,
        candidate(cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_0, 0, 0),
        candidate(cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_1, 102864000, 1));
    AlgorithmPolicy policy = AlgorithmPolicy.defaults();
    for (AlgorithmPolicy asked :
        List.of(policy, policy.withTuning(TunedChoices.of(folder.resolve("tuning.json"))))) {
      try (Convolution plan = device.dnn().planConvolution(shape, asked)) {
        assertThat(plan.description()).contains("backward data CUDNN_CONVOLUTION_BWD_DATA_ALGO_1");
        assertThat(plan.workspaceBytes()).isEqualTo(102864000);
      }
    }
  }

  /** The heuristic names too little here, so that cuDNN measures nothing that is admitted. */
  @Test
  void whereNothingCouldBeMeasuredTheHeuristicChooses() throws IOException {
    ConvolutionShape shape = new ConvolutionShape(5, 7, 9, 4, 8, 3, 3, 1, 1, 1, 1);
    answers(shape, candidate(cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_1, 0, 1));
    TunedChoices tuning = TunedChoices.of(folder.resolve("tuning.json"));
    try (Convolution plan =
        device.dnn().planConvolution(shape, AlgorithmPolicy.defaults().withTuning(tuning))) {
      assertThat(plan.description()).contains("backward data CUDNN_CONVOLUTION_BWD_DATA_ALGO_1");
      assertThat(plan.workspaceBytes()).as("asked for once more").isPositive();
    }
  }

  @Test
  void anImpossiblePolicySaysWhyEachAlgorithmIsRefused() {
    ConvolutionShape shape = new ConvolutionShape(5, 7, 13, 4, 8, 3, 3, 1, 1, 1, 1);
    answers(
        shape,
        candidate(cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_0, 0, 0),
        new Algorithm.Candidate(
            "CUDNN_CONVOLUTION_BWD_DATA_ALGO_FFT",
            cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_FFT,
            cudnnStatus.CUDNN_STATUS_NOT_SUPPORTED,
            0,
            cudnnDeterminism.CUDNN_DETERMINISTIC,
            cudnnMathType.CUDNN_DEFAULT_MATH));
    assertThatThrownBy(() -> device.dnn().planConvolution(shape))
        .isInstanceOf(CudaException.class)
        .hasMessageContaining("CUDNN_STATUS_NOT_SUPPORTED (9)")
        .hasMessageContaining("x [5,7,13,4], w [8,3,3,4], y [5,7,13,8]")
        .hasMessageContaining("ALGO_0: not deterministic")
        .hasMessageContaining("ALGO_FFT: CUDNN_STATUS_NOT_SUPPORTED");
  }

  /** What the heuristic is taken to have said of the gradient of the data. */
  private void answers(ConvolutionShape shape, Algorithm.Candidate... candidates) {
    RankedAlgorithms.Question question =
        new RankedAlgorithms.Question(
            device.description(), shape, Direction.BACKWARD_DATA, MathMode.FP32);
    RankedAlgorithms.of(question, () -> List.of(candidates));
  }

  private static Algorithm.Candidate candidate(int algorithm, long bytes, int determinism) {
    return new Algorithm.Candidate(
        cudnnConvolutionBwdDataAlgo.stringFor(algorithm),
        algorithm,
        0,
        bytes,
        determinism,
        cudnnMathType.CUDNN_DEFAULT_MATH);
  }
}
