// The part of the binary interface of cuDNN 8.6 and 9.5 that this library implements: the numbers and structures that callers compiled
// against NVIDIA's header pass in and read back. Numbers follow NVIDIA's documented enumerations.
#pragma once

#include <cstddef>

namespace graft::cudnn {

// Their numbers are those of the version that this library answers as (generation.h).
enum Status : int { kSuccess = 0 };
extern const Status kNotInitialized, kAllocFailed, kBadParam, kUnknownProperty, kMappingError, kExecutionFailed, kNotSupported;

enum DataType : int { kFloat = 0, kDouble = 1, kHalf = 2, kInt8 = 3, kInt32 = 4, kInt8x4 = 5, kUint8 = 6, kUint8x4 = 7, kInt8x32 = 8, kBfloat16 = 9, kInt64 = 10, kBoolean = 11, kFp8E4m3 = 12, kFp8E5m2 = 13 };
enum TensorFormat : int { kNchw = 0, kNhwc = 1, kNchwVectC = 2 };
enum MathType : int { kDefaultMath = 0, kTensorOpMath = 1, kTensorOpMathAllowConversion = 2, kFmaMath = 3 };
enum ConvolutionMode : int { kTrueConvolution = 0, kCrossCorrelation = 1 };
enum Determinism : int { kNonDeterministic = 0, kDeterministic = 1 };
enum NanPropagation : int { kNotPropagateNan = 0, kPropagateNan = 1 };
enum PoolingMode : int { kPoolingMax = 0, kPoolingAverageIncludingPadding = 1, kPoolingAverageExcludingPadding = 2, kPoolingMaxDeterministic = 3 };
enum ActivationMode : int { kSigmoid = 0, kRelu = 1, kTanh = 2, kClippedRelu = 3, kElu = 4, kIdentity = 5, kSwish = 6 };
enum SoftmaxAlgorithm : int { kSoftmaxFast = 0, kSoftmaxAccurate = 1, kSoftmaxLog = 2 };
enum SoftmaxMode : int { kSoftmaxInstance = 0, kSoftmaxChannel = 1 };

enum ForwardAlgorithm : int { kFwdImplicitGemm = 0, kFwdImplicitPrecompGemm = 1, kFwdGemm = 2, kFwdDirect = 3, kFwdFft = 4, kFwdFftTiling = 5, kFwdWinograd = 6, kFwdWinogradNonfused = 7, kFwdCount = 8 };
enum BackwardDataAlgorithm : int { kBwdData0 = 0, kBwdData1 = 1, kBwdDataFft = 2, kBwdDataFftTiling = 3, kBwdDataWinograd = 4, kBwdDataWinogradNonfused = 5, kBwdDataCount = 6 };
enum BackwardFilterAlgorithm : int { kBwdFilter0 = 0, kBwdFilter1 = 1, kBwdFilterFft = 2, kBwdFilter3 = 3, kBwdFilterWinograd = 4, kBwdFilterWinogradNonfused = 5, kBwdFilterFftTiling = 6, kBwdFilterCount = 7 };

// cudnnConvolution{Fwd,BwdData,BwdFilter}AlgoPerf_t: the three have one layout.
struct AlgorithmPerformance {
  int algorithm;
  int status;
  float milliseconds;  // -1 where nothing was timed
  std::size_t workspace_bytes;
  int determinism;
  int math_type;
  int reserved[3];
};
static_assert(sizeof(AlgorithmPerformance) == 48, "cuDNN's structure has 48 bytes");

constexpr int kMaxDimensions = 8;  // CUDNN_DIM_MAX

}  // namespace graft::cudnn

#define GRAFT_CUDNN_API extern "C" __attribute__((visibility("default")))
