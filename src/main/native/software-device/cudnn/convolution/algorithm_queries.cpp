// Which algorithm: heuristics (Get..._v7), measurements (Find, FindEx), workspace sizes.
#include <algorithm>
#include <chrono>
#include <future>
#include <vector>

#include "../submit.h"
#include "algorithms.h"
#include "plan.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

Status max_count(Direction direction, const void* handle, int* count) {
  if (find<Handle>(handle) == nullptr || count == nullptr) return kBadParam;
  *count = algorithm_max_count(direction);
  return kSuccess;
}

AlgorithmPerformance describe(const Problem& problem, int algorithm, int asked_math) {
  AlgorithmPerformance entry{};
  entry.algorithm = algorithm;
  entry.status = check_algorithm(problem, algorithm);
  entry.milliseconds = -1;
  entry.workspace_bytes = entry.status == kSuccess ? workspace_bytes(problem, algorithm) : 0;
  entry.determinism = determinism(problem.direction, algorithm);
  entry.math_type = math_type_used(problem.direction, algorithm, asked_math);
  return entry;
}

// The descriptors of one query, in the problem's own order whatever the order of the call's arguments.
struct Query {
  Direction direction;
  const void* handle;
  const void* x;
  const void* filter;
  const void* convolution;
  const void* y;
};

Status check(const Query& query, int requested, int* returned, const AlgorithmPerformance* results, Problem* problem) {
  // Callers read the count whatever the status.
  if (returned != nullptr) *returned = 0;
  if (find<Handle>(query.handle) == nullptr || returned == nullptr || results == nullptr || requested < 1) return kBadParam;
  return read_problem(query.direction, query.x, query.filter, query.convolution, query.y, problem);
}

Status heuristics(const Query& query, int requested, int* returned, AlgorithmPerformance* results) {
  Problem problem;
  const Status status = check(query, requested, returned, results, &problem);
  if (status != kSuccess) return status;
  const auto ranked = ranked_algorithms(problem);
  const int count = std::min(requested, algorithm_count(query.direction));
  const int math = find_usable<Convolution>(query.convolution)->math_type;
  for (int i = 0; i < count; i++) results[i] = describe(problem, ranked[i], math);
  *returned = count;
  return kSuccess;
}

Status workspace_size(const Query& query, int algorithm, std::size_t* bytes) {
  if (find<Handle>(query.handle) == nullptr || bytes == nullptr) return kBadParam;
  Problem problem;
  Status status = read_problem(query.direction, query.x, query.filter, query.convolution, query.y, &problem);
  if (status == kSuccess) status = check_algorithm(problem, algorithm);
  if (status == kSuccess) *bytes = workspace_bytes(problem, algorithm);
  return status;
}

struct Data {
  const void* first;
  std::size_t first_bytes;
  const void* second;
  std::size_t second_bytes;
  void* out;
  std::size_t out_bytes;
  bool on_device;
};

// Runs the plan on the handle's stream and waits for it; a negative time where it did not run.
float time_one(const Handle& handle, const Problem& problem, const Data& data) {
  auto done = std::make_shared<std::promise<float>>();
  std::future<float> result = done->get_future();
  ConvolutionCall call;
  call.first = static_cast<const float*>(data.first);
  call.second = static_cast<const float*>(data.second);
  call.out = static_cast<float*>(data.out);
  std::function<void()> run = [plan = Plan::of(problem), call, done] {
    const auto start = std::chrono::steady_clock::now();
    plan->run(call);
    done->set_value(std::chrono::duration<float, std::milli>(std::chrono::steady_clock::now() - start).count());
  };
  done.reset();  // an operation that is dropped breaks the promise and ends the wait
  std::vector<Operand> operands;
  if (data.on_device) operands = {reads(data.first, data.first_bytes), reads(data.second, data.second_bytes), writes(data.out, data.out_bytes)};
  if (submit(handle, "cudnnFindConvolutionAlgorithm", std::move(operands), problem.flops(), std::move(run)) != kSuccess) return -1;
  try {
    return result.get();
  } catch (const std::exception&) {
    return -1;
  }
}

Status measure(const Query& query, const Data& data, std::size_t limit, int requested, int* returned, AlgorithmPerformance* results) {
  Problem problem;
  const Status status = check(query, requested, returned, results, &problem);
  if (status != kSuccess) return status;
  const Handle& handle = *find<Handle>(query.handle);
  // Measuring waits for the device, which a capturing stream forbids.
  if (graft::soft::stream_capturing(handle.stream)) return kExecutionFailed;
  const int math = find_usable<Convolution>(query.convolution)->math_type;
  const auto ranked = ranked_algorithms(problem);
  std::vector<AlgorithmPerformance> entries;
  time_one(handle, problem, data);  // the first run builds the engine
  for (int i = 0; i < algorithm_count(query.direction); i++) {
    AlgorithmPerformance entry = describe(problem, ranked[i], math);
    if (entry.status == kSuccess && entry.workspace_bytes > limit) entry.status = kAllocFailed;
    if (entry.status == kSuccess) {
      entry.milliseconds = time_one(handle, problem, data);
      if (entry.milliseconds < 0) return kExecutionFailed;
    }
    entries.push_back(entry);
  }
  std::stable_sort(entries.begin(), entries.end(), [](const AlgorithmPerformance& a, const AlgorithmPerformance& b) {
    if ((a.status == kSuccess) != (b.status == kSuccess)) return a.status == kSuccess;
    return a.status == kSuccess && a.milliseconds < b.milliseconds;
  });
  *returned = std::min(requested, static_cast<int>(entries.size()));
  std::copy(entries.begin(), entries.begin() + *returned, results);
  return kSuccess;
}

std::size_t tensor_bytes(const void* descriptor) {
  const Tensor* tensor = find_usable<Tensor>(descriptor);
  return tensor == nullptr ? 0 : tensor->bytes();
}

std::size_t filter_bytes(const void* descriptor) {
  const Filter* filter = find_usable<Filter>(descriptor);
  return filter == nullptr ? 0 : filter->bytes();
}

// cudnnFind... without Ex brings its own memory. It is not device memory here, so it is no operand.
Status measure_alone(const Query& query, int requested, int* returned, AlgorithmPerformance* results) {
  Problem problem;
  const Status status = check(query, requested, returned, results, &problem);
  if (status != kSuccess) return status;
  const std::size_t sizes[] = {tensor_bytes(query.x), filter_bytes(query.filter), tensor_bytes(query.y)};
  std::vector<std::vector<float>> memory;
  for (std::size_t size : sizes) memory.emplace_back(size / sizeof(float), 0.0f);
  const int first = query.direction == Direction::kBackwardData ? 1 : 0;
  const int second = query.direction == Direction::kForward ? 1 : 2;
  const int out = 3 - first - second;
  const Data data{memory[first].data(), 0, memory[second].data(), 0, memory[out].data(), 0, false};
  return measure(query, data, ~std::size_t{0}, requested, returned, results);
}

}  // namespace

GRAFT_CUDNN_API Status cudnnGetConvolutionForwardAlgorithmMaxCount(void* handle, int* count) {
  const ApiCall api_call("cudnnGetConvolutionForwardAlgorithmMaxCount");
  return max_count(Direction::kForward, handle, count);
}

GRAFT_CUDNN_API Status cudnnGetConvolutionBackwardDataAlgorithmMaxCount(void* handle, int* count) {
  const ApiCall api_call("cudnnGetConvolutionBackwardDataAlgorithmMaxCount");
  return max_count(Direction::kBackwardData, handle, count);
}

GRAFT_CUDNN_API Status cudnnGetConvolutionBackwardFilterAlgorithmMaxCount(void* handle, int* count) {
  const ApiCall api_call("cudnnGetConvolutionBackwardFilterAlgorithmMaxCount");
  return max_count(Direction::kBackwardFilter, handle, count);
}

GRAFT_CUDNN_API Status cudnnGetConvolutionForwardAlgorithm_v7(
    void* handle, const void* x, const void* w, const void* convolution, const void* y, int requested, int* returned, AlgorithmPerformance* results) {
  const ApiCall api_call("cudnnGetConvolutionForwardAlgorithm_v7");
  return heuristics({Direction::kForward, handle, x, w, convolution, y}, requested, returned, results);
}

GRAFT_CUDNN_API Status cudnnGetConvolutionBackwardDataAlgorithm_v7(
    void* handle, const void* w, const void* dy, const void* convolution, const void* dx, int requested, int* returned, AlgorithmPerformance* results) {
  const ApiCall api_call("cudnnGetConvolutionBackwardDataAlgorithm_v7");
  return heuristics({Direction::kBackwardData, handle, dx, w, convolution, dy}, requested, returned, results);
}

GRAFT_CUDNN_API Status cudnnGetConvolutionBackwardFilterAlgorithm_v7(
    void* handle, const void* x, const void* dy, const void* convolution, const void* dw, int requested, int* returned, AlgorithmPerformance* results) {
  const ApiCall api_call("cudnnGetConvolutionBackwardFilterAlgorithm_v7");
  return heuristics({Direction::kBackwardFilter, handle, x, dw, convolution, dy}, requested, returned, results);
}

GRAFT_CUDNN_API Status cudnnGetConvolutionForwardWorkspaceSize(
    void* handle, const void* x, const void* w, const void* convolution, const void* y, int algorithm, std::size_t* bytes) {
  const ApiCall api_call("cudnnGetConvolutionForwardWorkspaceSize");
  return workspace_size({Direction::kForward, handle, x, w, convolution, y}, algorithm, bytes);
}

GRAFT_CUDNN_API Status cudnnGetConvolutionBackwardDataWorkspaceSize(
    void* handle, const void* w, const void* dy, const void* convolution, const void* dx, int algorithm, std::size_t* bytes) {
  const ApiCall api_call("cudnnGetConvolutionBackwardDataWorkspaceSize");
  return workspace_size({Direction::kBackwardData, handle, dx, w, convolution, dy}, algorithm, bytes);
}

GRAFT_CUDNN_API Status cudnnGetConvolutionBackwardFilterWorkspaceSize(
    void* handle, const void* x, const void* dy, const void* convolution, const void* dw, int algorithm, std::size_t* bytes) {
  const ApiCall api_call("cudnnGetConvolutionBackwardFilterWorkspaceSize");
  return workspace_size({Direction::kBackwardFilter, handle, x, dw, convolution, dy}, algorithm, bytes);
}

GRAFT_CUDNN_API Status cudnnFindConvolutionForwardAlgorithm(
    void* handle, const void* x, const void* w, const void* convolution, const void* y, int requested, int* returned, AlgorithmPerformance* results) {
  const ApiCall api_call("cudnnFindConvolutionForwardAlgorithm");
  return measure_alone({Direction::kForward, handle, x, w, convolution, y}, requested, returned, results);
}

GRAFT_CUDNN_API Status cudnnFindConvolutionBackwardDataAlgorithm(
    void* handle, const void* w, const void* dy, const void* convolution, const void* dx, int requested, int* returned, AlgorithmPerformance* results) {
  const ApiCall api_call("cudnnFindConvolutionBackwardDataAlgorithm");
  return measure_alone({Direction::kBackwardData, handle, dx, w, convolution, dy}, requested, returned, results);
}

GRAFT_CUDNN_API Status cudnnFindConvolutionBackwardFilterAlgorithm(
    void* handle, const void* x, const void* dy, const void* convolution, const void* dw, int requested, int* returned, AlgorithmPerformance* results) {
  const ApiCall api_call("cudnnFindConvolutionBackwardFilterAlgorithm");
  return measure_alone({Direction::kBackwardFilter, handle, x, dw, convolution, dy}, requested, returned, results);
}

GRAFT_CUDNN_API Status cudnnFindConvolutionForwardAlgorithmEx(
    void* handle, const void* x_descriptor, const void* x, const void* w_descriptor, const void* w, const void* convolution, const void* y_descriptor,
    void* y, int requested, int* returned, AlgorithmPerformance* results, void* workspace, std::size_t workspace_size) {
  const ApiCall api_call("cudnnFindConvolutionForwardAlgorithmEx");
  if (returned != nullptr) *returned = 0;
  if (x == nullptr || w == nullptr || y == nullptr) return kBadParam;
  const Data data{x, tensor_bytes(x_descriptor), w, filter_bytes(w_descriptor), y, tensor_bytes(y_descriptor), true};
  return measure({Direction::kForward, handle, x_descriptor, w_descriptor, convolution, y_descriptor}, data,
                 workspace == nullptr ? 0 : workspace_size, requested, returned, results);
}

GRAFT_CUDNN_API Status cudnnFindConvolutionBackwardDataAlgorithmEx(
    void* handle, const void* w_descriptor, const void* w, const void* dy_descriptor, const void* dy, const void* convolution, const void* dx_descriptor,
    void* dx, int requested, int* returned, AlgorithmPerformance* results, void* workspace, std::size_t workspace_size) {
  const ApiCall api_call("cudnnFindConvolutionBackwardDataAlgorithmEx");
  if (returned != nullptr) *returned = 0;
  if (w == nullptr || dy == nullptr || dx == nullptr) return kBadParam;
  const Data data{w, filter_bytes(w_descriptor), dy, tensor_bytes(dy_descriptor), dx, tensor_bytes(dx_descriptor), true};
  return measure({Direction::kBackwardData, handle, dx_descriptor, w_descriptor, convolution, dy_descriptor}, data,
                 workspace == nullptr ? 0 : workspace_size, requested, returned, results);
}

GRAFT_CUDNN_API Status cudnnFindConvolutionBackwardFilterAlgorithmEx(
    void* handle, const void* x_descriptor, const void* x, const void* dy_descriptor, const void* dy, const void* convolution, const void* dw_descriptor,
    void* dw, int requested, int* returned, AlgorithmPerformance* results, void* workspace, std::size_t workspace_size) {
  const ApiCall api_call("cudnnFindConvolutionBackwardFilterAlgorithmEx");
  if (returned != nullptr) *returned = 0;
  if (x == nullptr || dy == nullptr || dw == nullptr) return kBadParam;
  const Data data{x, tensor_bytes(x_descriptor), dy, tensor_bytes(dy_descriptor), dw, filter_bytes(dw_descriptor), true};
  return measure({Direction::kBackwardFilter, handle, x_descriptor, dw_descriptor, convolution, dy_descriptor}, data,
                 workspace == nullptr ? 0 : workspace_size, requested, returned, results);
}
