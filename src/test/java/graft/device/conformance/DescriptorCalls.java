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
import static graft.device.conformance.HostCalls.lines;
import static graft.device.conformance.HostCalls.mostly;
import static graft.device.conformance.HostCalls.oneOf;
import static graft.device.conformance.HostCalls.padding;
import static graft.device.conformance.HostCalls.step;
import static graft.device.conformance.HostCalls.stride;
import static graft.device.conformance.HostCalls.text;
import static graft.device.conformance.HostCalls.times;

import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** The lives of descriptors: made, set, asked, set again, destroyed. */
final class DescriptorCalls {
  private static final int NCHW = 0;
  private static final int NCHW_VECT_C = 2;

  /** Sets all of the pooling p0. */
  static final String WHOLE_POOLING =
      "cudnnSetPoolingNdDescriptor p0 2 1 6" + " [2,3,4,5,6,7] [0,1,2,3,4,5] [1,2,3,4,5,6]; ";

  private DescriptorCalls() {}

  static Arbitrary<String> setTensor(String tensor) {
    return Arbitraries.oneOf(
        call(
            "cudnnSetTensor4dDescriptor " + tensor,
            text(format()),
            text(dataType()),
            times(extent(), 4)),
        call(
            "cudnnSetTensor4dDescriptorEx " + tensor,
            text(dataType()),
            times(extent(), 4),
            times(stride(), 4)),
        call(
            "cudnnSetTensorNdDescriptor " + tensor,
            text(dataType()),
            text(mostly(Arbitraries.integers().between(3, 8), -1, 0, 1, 2, 9, 77)),
            array(extent()),
            array(stride())),
        call(
            "cudnnSetTensorNdDescriptorEx " + tensor,
            text(mostly(Arbitraries.integers().between(0, 1), -1, 3, 77)),
            text(dataType()),
            text(mostly(Arbitraries.integers().between(3, 8), -1, 0, 1, 9)),
            array(extent())),
        call(
            "cudnnSetTensorNdDescriptorEx " + tensor + " " + NCHW,
            text(dataType()),
            fixed("2"),
            array(extent())),
        call(
            "cudnnSetTensorNdDescriptorEx " + tensor + " " + NCHW_VECT_C,
            text(dataType()),
            text(Arbitraries.integers().between(3, 8)),
            array(extent())));
  }

  private static Arbitrary<String> getTensor(String tensor) {
    return Arbitraries.oneOf(
        fixed("cudnnGetTensor4dDescriptor " + tensor + (" " + OUT).repeat(9)),
        fixed("cudnnGetTensorSizeInBytes " + tensor + " " + OUT),
        call(
            "cudnnGetTensorNdDescriptor " + tensor,
            text(mostly(Arbitraries.integers().between(2, 8), 9)),
            fixed(OUT + " " + OUT + " " + EIGHT_OUT + " " + EIGHT_OUT)));
  }

  /** Set, asked, set again: what a refused set leaves is asked for too. */
  private static Arbitrary<String> life(String kind, Arbitrary<String> set, Arbitrary<String> get) {
    return life(kind, "", set, get);
  }

  /**
   * @param first a set that leaves nothing of the descriptor undefined, for those that NVIDIA's
   *     library creates in memory that it does not clear
   */
  private static Arbitrary<String> life(
      String kind, String first, Arbitrary<String> set, Arbitrary<String> get) {
    String name = kind.substring(0, 1).toLowerCase(Locale.ROOT) + "0";
    Arbitrary<String> created =
        lines(Arbitraries.oneOf(set, get))
            .map(
                calls ->
                    creation(kind, name)
                        + first
                        + calls
                        + "; cudnnDestroy"
                        + kind
                        + "Descriptor "
                        + name);
    return Arbitraries.frequencyOf(Tuple.of(30, created), Tuple.of(1, lines(set)));
  }

  static Arbitrary<String> tensors() {
    return life("Tensor", setTensor("t0"), getTensor("t0"));
  }

  static Arbitrary<String> setFilter(String filter) {
    return Arbitraries.oneOf(
        call(
            "cudnnSetFilter4dDescriptor " + filter,
            text(dataType()),
            text(format()),
            times(extent(), 4)),
        call(
            "cudnnSetFilterNdDescriptor " + filter,
            text(dataType()),
            text(format()),
            text(mostly(Arbitraries.integers().between(3, 8), -1, 0, 1, 2, 9, 77)),
            array(extent())));
  }

  private static Arbitrary<String> getFilter(String filter) {
    return Arbitraries.oneOf(
        fixed("cudnnGetFilter4dDescriptor " + filter + (" " + OUT).repeat(6)),
        fixed("cudnnGetFilterSizeInBytes " + filter + " " + OUT),
        call(
            "cudnnGetFilterNdDescriptor " + filter,
            text(mostly(Arbitraries.integers().between(2, 8), -1, 0, 9)),
            fixed(OUT + " " + OUT + " " + OUT + " " + EIGHT_OUT)));
  }

  static Arbitrary<String> filters() {
    return life("Filter", setFilter("f0"), getFilter("f0"));
  }

  static Arbitrary<String> setConvolution(String convolution) {
    return Arbitraries.oneOf(
        call(
            "cudnnSetConvolution2dDescriptor " + convolution,
            times(padding(), 2),
            times(step(), 4),
            text(oneOf(2)),
            text(dataType())),
        call(
            "cudnnSetConvolutionNdDescriptor " + convolution,
            text(mostly(Arbitraries.integers().between(1, 6), -1, 0, 7, 8, 9)),
            array(padding()),
            array(step()),
            array(step()),
            text(oneOf(2)),
            text(dataType())),
        call("cudnnSetConvolutionMathType " + convolution, text(oneOf(4))),
        call(
            "cudnnSetConvolutionGroupCount " + convolution,
            text(mostly(Arbitraries.integers().between(1, 8), 0, -1, 1000, Integer.MAX_VALUE))));
  }

  private static Arbitrary<String> getConvolution(String convolution) {
    return Arbitraries.oneOf(
        fixed("cudnnGetConvolution2dDescriptor " + convolution + (" " + OUT).repeat(8)),
        call(
            "cudnnGetConvolutionNdDescriptor " + convolution,
            text(mostly(Arbitraries.integers().between(1, 6), -1, 0)),
            fixed(String.join(" ", OUT, EIGHT_OUT, EIGHT_OUT, EIGHT_OUT, OUT, OUT))),
        fixed("cudnnGetConvolutionMathType " + convolution + " " + OUT),
        fixed("cudnnGetConvolutionGroupCount " + convolution + " " + OUT));
  }

  static Arbitrary<String> convolutions() {
    return life("Convolution", setConvolution("c0"), getConvolution("c0"));
  }

  static Arbitrary<String> setPooling(String pooling) {
    return Arbitraries.oneOf(
        call(
            "cudnnSetPooling2dDescriptor " + pooling,
            text(oneOf(4)),
            text(oneOf(2)),
            times(step(), 2),
            times(padding(), 2),
            times(step(), 2)),
        call(
            "cudnnSetPoolingNdDescriptor " + pooling,
            text(oneOf(4)),
            text(oneOf(2)),
            text(mostly(Arbitraries.integers().between(1, 6), -1, 0, 7, 8, 9)),
            array(step()),
            array(padding()),
            array(step())));
  }

  private static Arbitrary<String> getPooling(String pooling) {
    return Arbitraries.oneOf(
        fixed("cudnnGetPooling2dDescriptor " + pooling + (" " + OUT).repeat(8)),
        call(
            "cudnnGetPoolingNdDescriptor " + pooling,
            text(mostly(Arbitraries.integers().between(1, 6), -1, 0)),
            fixed(String.join(" ", OUT, OUT, OUT, EIGHT_OUT, EIGHT_OUT, EIGHT_OUT))));
  }

  static Arbitrary<String> poolings() {
    return life("Pooling", WHOLE_POOLING, setPooling("p0"), getPooling("p0"));
  }

  static Arbitrary<String> activations() {
    Arbitrary<Double> coefficient =
        Arbitraries.oneOf(
            Arbitraries.doubles().between(-10, 10),
            Arbitraries.of(0.0, -0.0, 1e300, Double.NaN, Double.POSITIVE_INFINITY));
    return life(
        "Activation",
        "cudnnSetActivationDescriptor a0 4 1 9.0; cudnnSetActivationDescriptorSwishBeta a0 2.0; ",
        Arbitraries.oneOf(
            call(
                "cudnnSetActivationDescriptor a0",
                text(oneOf(7)),
                text(oneOf(2)),
                text(coefficient)),
            call("cudnnSetActivationDescriptorSwishBeta a0", text(coefficient))),
        Arbitraries.of(
            "cudnnGetActivationDescriptor a0 [-77] [-77] [-77.0]",
            "cudnnGetActivationDescriptorSwishBeta a0 [-77.0]"));
  }
}
