package graft.device.conformance;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Lines of calls, as {@link Calls} takes them, of the functions that need no GPU: with good
 * arguments, and now and then a bad one. Never drawn is what NVIDIA's documentation leaves
 * undefined and its library answers by reading or writing where it may not: an object that was
 * destroyed, the size of a null descriptor, more than nine dimensions for packed strides, fewer
 * than two dimensions asked of a descriptor in NCHW_VECT_C, or a rank refused for one, a null
 * tensor for the output size of a pooling, and the output size of a pooling or convolution that was
 * not set.
 */
final class HostCalls {
  private static final int FLOAT = 0;
  private static final int NCHW_VECT_C = 2;

  /** A word for each output, which the call must overwrite. */
  private static final String OUT = "[-77]";

  private static final String EIGHT_OUT = "[-77,-77,-77,-77,-77,-77,-77,-77]";

  private static final String WHOLE_POOLING =
      "cudnnSetPoolingNdDescriptor p0 2 1 6" + " [2,3,4,5,6,7] [0,1,2,3,4,5] [1,2,3,4,5,6]; ";

  private HostCalls() {}

  // Arguments

  private static Arbitrary<Integer> mostly(Arbitrary<Integer> good, Integer... rare) {
    return Arbitraries.frequencyOf(
        Tuple.of(rare.length == 0 ? 1 : 24, good), Tuple.of(1, Arbitraries.of(rare)));
  }

  private static Arbitrary<Integer> extent() {
    return mostly(
        Arbitraries.integers().between(1, 70),
        0,
        -1,
        -5,
        Integer.MIN_VALUE,
        255,
        1 << 12,
        46_341,
        1 << 16,
        (1 << 16) + 1,
        1 << 30,
        Integer.MAX_VALUE);
  }

  private static Arbitrary<Integer> step() {
    return mostly(
        Arbitraries.integers().between(1, 4), 0, -1, 9, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE);
  }

  private static Arbitrary<Integer> padding() {
    return mostly(
        Arbitraries.integers().between(0, 4),
        -1,
        -3,
        7,
        1000,
        1 << 30,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE);
  }

  /** A constant of an enumeration of so many; now and then none of them. */
  private static Arbitrary<Integer> oneOf(int count) {
    return mostly(Arbitraries.integers().between(0, count - 1), -1, count, count + 1, 77);
  }

  private static Arbitrary<Integer> dataType() {
    return Arbitraries.oneOf(Arbitraries.just(FLOAT), oneOf(14));
  }

  private static Arbitrary<Integer> format() {
    return oneOf(3);
  }

  private static Arbitrary<Integer> stride() {
    return mostly(
        Arbitraries.integers().between(1, 5000),
        0,
        -1,
        -60,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1 << 30);
  }

  private static Arbitrary<String> array(Arbitrary<Integer> element) {
    return element
        .list()
        .ofSize(8)
        .map(list -> list.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
  }

  private static Arbitrary<String> text(Arbitrary<?> values) {
    return values.map(String::valueOf);
  }

  private static Arbitrary<String> times(Arbitrary<Integer> value, int count) {
    return value
        .list()
        .ofSize(count)
        .map(list -> list.stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  // Calls

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private static Arbitrary<String> call(String start, Arbitrary<String>... arguments) {
    return Combinators.combine(List.of(arguments))
        .as(words -> start + " " + String.join(" ", words));
  }

  private static Arbitrary<String> fixed(String call) {
    return Arbitraries.just(call);
  }

  private static Arbitrary<String> inTurn(Stream<Arbitrary<String>> calls) {
    return Combinators.combine(calls.toList()).as(lines -> String.join("; ", lines));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private static Arbitrary<String> inTurn(Arbitrary<String>... calls) {
    return inTurn(Stream.of(calls));
  }

  private static Arbitrary<String> setTensor(String tensor) {
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
            text(mostly(Arbitraries.integers().between(3, 8), -1, 0, 1, 2, 9)),
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
                    create(kind, name)
                        + first
                        + calls
                        + "; cudnnDestroy"
                        + kind
                        + "Descriptor "
                        + name);
    return Arbitraries.frequencyOf(Tuple.of(30, created), Tuple.of(1, lines(set)));
  }

  private static Arbitrary<String> lines(Arbitrary<String> call) {
    return call.list().ofMinSize(1).ofMaxSize(6).map(calls -> String.join("; ", calls));
  }

  private static String create(String kind, String name) {
    return "cudnnCreate" + kind + "Descriptor " + name + "; ";
  }

  static Arbitrary<String> tensors() {
    return life("Tensor", setTensor("t0"), getTensor("t0"));
  }

  private static Arbitrary<String> setFilter(String filter) {
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

  private static Arbitrary<String> setConvolution(String convolution) {
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

  private static Arbitrary<String> setPooling(String pooling) {
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

  static Arbitrary<String> convolutionOutputs() {
    return inTurn(
        fixed(
            "cudnnCreateTensorDescriptor t0; cudnnCreateFilterDescriptor f0;"
                + " cudnnCreateConvolutionDescriptor c0"),
        Arbitraries.integers().between(1, 20).flatMap(HostCalls::operands),
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

  private static Arbitrary<String> operands(int channels) {
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
        Tuple.of(1, inTurn(setTensor("t0"), setFilter("f0"))),
        Tuple.of(1, setTensor("t0")),
        Tuple.of(1, setFilter("f0")));
  }

  static Arbitrary<String> poolingOutputs() {
    return inTurn(
        fixed(
            create("Tensor", "t0")
                + create("Pooling", "p0")
                + WHOLE_POOLING
                + "cudnnSetPooling2dDescriptor p0 0 0 2 2 0 0 2 2"),
        Arbitraries.frequencyOf(
            Tuple.of(
                12,
                call(
                    "cudnnSetTensor4dDescriptor t0",
                    text(format()),
                    text(dataType()),
                    times(extent(), 4))),
            Tuple.of(2, setTensor("t0"))),
        setPooling("p0"),
        Arbitraries.oneOf(
            fixed("cudnnGetPooling2dForwardOutputDim p0 t0" + (" " + OUT).repeat(4)),
            call(
                "cudnnGetPoolingNdForwardOutputDim p0 t0",
                text(mostly(Arbitraries.just(4), -1, 2, 3, 5, 6, 8, 9)),
                fixed(EIGHT_OUT))));
  }

  static Arbitrary<String> questions() {
    Arbitrary<Integer> status =
        Arbitraries.oneOf(
            Arbitraries.integers().between(-2, 20),
            Arbitraries.of(77, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE));
    return Arbitraries.oneOf(
        Arbitraries.of("cudnnGetVersion", "cudnnGetCudartVersion", "cublasGetCudartVersion"),
        call("cudnnGetErrorString", text(status)),
        call("cublasGetStatusName", text(status)),
        call("cublasGetStatusString", text(status)),
        call("cudnnGetProperty", text(oneOf(3)), fixed(OUT)),
        call("cublasGetProperty", text(oneOf(3)), fixed(OUT)));
  }

  /** Where there is no GPU there is no handle. */
  static Arbitrary<String> withoutHandle() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "cudnnCreate h0",
            "cudnnDestroy h0",
            "cudnnSetStream h0 -",
            "cudnnGetStream h0 -",
            "cublasCreate b0",
            "cublasDestroy b0",
            "cublasGetVersion b0 [-77]",
            "cublasSetStream b0 -",
            "cublasGetStream b0 -",
            "cublasSetWorkspace b0 - 0",
            "cublasSetWorkspace b0 - 4096",
            "cublasGetPointerMode b0 [-77]",
            "cublasGetAtomicsMode b0 [-77]",
            "cublasGetMathMode b0 [-77]",
            "cudnnGetConvolutionForwardAlgorithmMaxCount h0 [-77]",
            "cudnnGetConvolutionBackwardDataAlgorithmMaxCount h0 [-77]",
            "cudnnGetConvolutionBackwardFilterAlgorithmMaxCount h0 [-77]"),
        call("cublasSetPointerMode b0", text(oneOf(2))),
        call("cublasSetAtomicsMode b0", text(oneOf(2))),
        call("cublasSetMathMode b0", text(oneOf(4))),
        call(
            "cublasSgemm b0",
            times(oneOf(3), 2),
            times(extent(), 3),
            fixed("- -"),
            text(extent()),
            fixed("-"),
            text(extent()),
            fixed("- -"),
            text(extent())),
        inTurn(
            fixed(
                "cudnnCreateTensorDescriptor t0; cudnnCreateTensorDescriptor t1;"
                    + " cudnnCreateFilterDescriptor f0; cudnnCreateConvolutionDescriptor c0;"
                    + " cudnnCreatePoolingDescriptor p0; cudnnCreateActivationDescriptor a0;"
                    + " cudnnSetTensor4dDescriptor t1 1 0 4 8 6 6;"
                    + " cudnnSetPooling2dDescriptor p0 0 0 2 2 0 0 2 2;"
                    + " cudnnSetActivationDescriptor a0 5 0 0.0"),
            operands(8),
            setConvolution("c0"),
            Arbitraries.of(
                "cudnnGetConvolutionForwardWorkspaceSize h0 t0 f0 c0 t1 1 [-77]",
                "cudnnGetConvolutionBackwardDataWorkspaceSize h0 f0 t1 c0 t0 1 [-77]",
                "cudnnGetConvolutionBackwardFilterWorkspaceSize h0 t0 t1 c0 f0 1 [-77]",
                "cudnnConvolutionForward h0 - t0 - f0 - c0 0 - 0 - t1 -",
                "cudnnConvolutionBackwardData h0 - f0 - t1 - c0 0 - 0 - t0 -",
                "cudnnConvolutionBackwardFilter h0 - t0 - t1 - c0 0 - 0 - f0 -",
                "cudnnConvolutionBackwardBias h0 - t1 - - t0 -",
                "cudnnConvolutionBiasActivationForward h0 - t0 - f0 - c0 0 - 0 - t1 - t1 - a0 t1 -",
                "cudnnAddTensor h0 - t0 - - t1 -",
                "cudnnPoolingForward h0 p0 - t0 - - t1 -",
                "cudnnPoolingBackward h0 p0 - t1 - t1 - t0 - - t0 -")));
  }
}
