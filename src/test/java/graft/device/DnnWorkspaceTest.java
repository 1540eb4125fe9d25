package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Convolutions whose workspace is too small. */
@SoftwareOnly("which algorithm needs how much workspace is written nowhere for a GPU")
class DnnWorkspaceTest {
  private final Device device = SharedDevice.get();

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
  void anImpossiblePolicySaysWhyEachAlgorithmIsRefused() {
    // One input channel: cuDNN's best for the filter's gradient needs no workspace, but adds in any
    // order.
    ConvolutionShape shape = new ConvolutionShape(32, 28, 28, 1, 64, 3, 3, 1, 1, 1, 1);
    assertThatThrownBy(
            () ->
                device
                    .dnn()
                    .planConvolution(shape, AlgorithmPolicy.defaults().withWorkspaceBound(0)))
        .isInstanceOf(CudaException.class)
        .hasMessageContaining("CUDNN_STATUS_NOT_SUPPORTED (9)")
        .hasMessageContaining("x [32,28,28,1], w [64,3,3,1], y [32,28,28,64]")
        .hasMessageContaining("ALGO_0: not deterministic")
        .hasMessageContaining("ALGO_1: needs");
  }
}
