package graft.device.conformance;

import static graft.device.conformance.HostCalls.EIGHT_OUT;
import static graft.device.conformance.HostCalls.OUT;
import static graft.device.conformance.HostCalls.array;
import static graft.device.conformance.HostCalls.call;
import static graft.device.conformance.HostCalls.creation;
import static graft.device.conformance.HostCalls.dataType;
import static graft.device.conformance.HostCalls.extent;
import static graft.device.conformance.HostCalls.fixed;
import static graft.device.conformance.HostCalls.format;
import static graft.device.conformance.HostCalls.inTurn;
import static graft.device.conformance.HostCalls.mostly;
import static graft.device.conformance.HostCalls.padding;
import static graft.device.conformance.HostCalls.step;
import static graft.device.conformance.HostCalls.text;
import static graft.device.conformance.HostCalls.times;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** The sizes that convolutions and poolings give. */
final class OutputSizeCalls {
  private OutputSizeCalls() {}

  static Arbitrary<String> convolutionOutputs() {
    return inTurn(
        fixed(
            "cudnnCreateTensorDescriptor t0; cudnnCreateFilterDescriptor f0;"
                + " cudnnCreateConvolutionDescriptor c0"),
        Arbitraries.integers().between(1, 20).flatMap(OutputSizeCalls::operands),
        acceptedConvolution(),
        call(
            "cudnnSetConvolutionGroupCount c0",
            text(mostly(Arbitraries.just(1), 0, 2, 3, 4, 7, Integer.MAX_VALUE))),
        Arbitraries.oneOf(
            fixed("cudnnGetConvolution2dForwardOutputDim c0 t0 f0" + (" " + OUT).repeat(4)),
            call(
                "cudnnGetConvolutionNdForwardOutputDim c0 t0 f0",
                text(mostly(Arbitraries.just(4), -1, 2, 3, 5, 6, 8, 9)),
                fixed(EIGHT_OUT))));
  }

  /** After a set that was refused, NVIDIA's library may divide by a stride of zero. */
  private static Arbitrary<String> acceptedConvolution() {
    Arbitrary<Integer> padding =
        mostly(Arbitraries.integers().between(0, 4), 7, 1000, 1 << 30, Integer.MAX_VALUE);
    Arbitrary<Integer> step =
        mostly(Arbitraries.integers().between(1, 4), 9, 1000, 1 << 30, Integer.MAX_VALUE);
    return Arbitraries.frequencyOf(
        Tuple.of(
            12,
            call(
                "cudnnSetConvolution2dDescriptor c0",
                times(padding, 2),
                times(step, 4),
                fixed("1 0"))),
        Tuple.of(
            2,
            call(
                "cudnnSetConvolutionNdDescriptor c0",
                text(Arbitraries.integers().between(0, 6)),
                array(padding),
                array(step),
                array(step),
                fixed("1 0"))),
        Tuple.of(1, fixed("cudnnGetConvolutionMathType c0 " + OUT)));
  }

  static Arbitrary<String> operands(int channels) {
    Arbitrary<Integer> same = mostly(Arbitraries.just(channels), 1, 3, 70);
    return Arbitraries.frequencyOf(
        Tuple.of(
            12,
            inTurn(
                call(
                    "cudnnSetTensor4dDescriptor t0",
                    text(format()),
                    text(dataType()),
                    text(extent()),
                    text(same),
                    times(extent(), 2)),
                call(
                    "cudnnSetFilter4dDescriptor f0",
                    text(dataType()),
                    text(format()),
                    text(extent()),
                    text(same),
                    times(step(), 2)))),
        Tuple.of(1, inTurn(DescriptorCalls.setTensor("t0"), DescriptorCalls.setFilter("f0"))),
        Tuple.of(1, DescriptorCalls.setTensor("t0")),
        Tuple.of(1, DescriptorCalls.setFilter("f0")));
  }

  static Arbitrary<String> poolingOutputs() {
    return inTurn(
        fixed(
            creation("Tensor", "t0")
                + creation("Pooling", "p0")
                + DescriptorCalls.WHOLE_POOLING
                + "cudnnSetPooling2dDescriptor p0 0 0 2 2 0 0 2 2"),
        Arbitraries.frequencyOf(
            Tuple.of(
                12,
                call(
                    "cudnnSetTensor4dDescriptor t0",
                    text(format()),
                    text(dataType()),
                    times(extent(), 4))),
            Tuple.of(2, DescriptorCalls.setTensor("t0"))),
        DescriptorCalls.setPooling("p0"),
        Arbitraries.oneOf(
            fixed("cudnnGetPooling2dForwardOutputDim p0 t0" + (" " + OUT).repeat(4)),
            call(
                "cudnnGetPoolingNdForwardOutputDim p0 t0",
                text(mostly(Arbitraries.just(4), -1, 2, 3, 5, 6, 8, 9)),
                fixed(EIGHT_OUT))));
  }
}
