package graft.device.conformance;

import static graft.device.conformance.HostCalls.OUT;
import static graft.device.conformance.HostCalls.call;
import static graft.device.conformance.HostCalls.extent;
import static graft.device.conformance.HostCalls.fixed;
import static graft.device.conformance.HostCalls.inTurn;
import static graft.device.conformance.HostCalls.oneOf;
import static graft.device.conformance.HostCalls.text;
import static graft.device.conformance.HostCalls.times;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Versions, the names of statuses, and what a call answers to a handle that is none. */
final class HandleCalls {
  private HandleCalls() {}

  static Arbitrary<String> questions() {
    Arbitrary<Integer> status =
        Arbitraries.oneOf(
            Arbitraries.integers().between(-2, 20),
            // Those of cuDNN 9.
            Combinators.combine(
                    Arbitraries.integers().between(1, 6), Arbitraries.integers().between(0, 16))
                .as((category, rest) -> 1000 * category + rest),
            Arbitraries.of(77, Integer.MAX_VALUE, Integer.MIN_VALUE));
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
            OutputSizeCalls.operands(8),
            DescriptorCalls.setConvolution("c0"),
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
