// cudnnConvolutionForward, ...BackwardData, ...BackwardFilter and ...BiasActivationForward: check, then queue a plan.
#include "../../runtime/planted.h"
#include "../submit.h"
#include "algorithms.h"
#include "plan.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

struct Workspace {
  void* address;
  std::size_t bytes;
};

Status check_workspace(const Problem& problem, int algorithm, const Workspace& workspace) {
  const Status status = check_algorithm(problem, algorithm);
  if (status != kSuccess) return status;
  const std::size_t needed = workspace_bytes(problem, algorithm);
  return needed > 0 && (workspace.address == nullptr || workspace.bytes < needed) ? kBadParam : kSuccess;
}

std::size_t x_bytes(const void* descriptor) { return find_usable<Tensor>(descriptor)->bytes(); }

bool any_null(std::initializer_list<const void*> pointers) {
  for (const void* pointer : pointers)
    if (pointer == nullptr) return true;
  return false;
}

// What the three plain directions share; `out_bytes` is also what is read of `out` where beta is not zero.
Status queue(const Handle& handle, const char* name, const Problem& problem, int algorithm, const Workspace& workspace, ConvolutionCall call,
             std::size_t first_bytes, std::size_t second_bytes, std::size_t out_bytes) {
  const Status status = check_workspace(problem, algorithm, workspace);
  if (status != kSuccess) return status;
  std::vector<Operand> operands{reads(call.first, first_bytes), reads(call.second, second_bytes), writes(call.out, out_bytes)};
  if (call.beta != 0) operands.push_back(reads(call.out, out_bytes));
  const std::size_t scratch = workspace_bytes(problem, algorithm);
  if (scratch > 0) operands.push_back(writes(workspace.address, scratch));
  return submit(handle, name, std::move(operands), problem.flops(), [plan = Plan::of(problem), call] { plan->run(call); });
}

}  // namespace

GRAFT_CUDNN_API Status cudnnConvolutionForward(
    void* handle, const void* alpha, const void* x_descriptor, const void* x, const void* w_descriptor, const void* w, const void* convolution,
    int algorithm, void* workspace, std::size_t workspace_size, const void* beta, const void* y_descriptor, void* y) {
  const ApiCall api_call("cudnnConvolutionForward");
  if (const int planted = graft::soft::planted_status("cudnnConvolutionForward"); planted != 0) return static_cast<Status>(planted);
  const Handle* found = find<Handle>(handle);
  if (found == nullptr || any_null({alpha, beta, x, w, y})) return kBadParam;
  Problem problem;
  const Status status = read_problem(Direction::kForward, x_descriptor, w_descriptor, convolution, y_descriptor, &problem);
  if (status != kSuccess) return status;
  ConvolutionCall call;
  call.first = static_cast<const float*>(x);
  call.second = static_cast<const float*>(w);
  call.out = static_cast<float*>(y);
  call.alpha = scalar(alpha);
  call.beta = scalar(beta);
  return queue(*found, "cudnnConvolutionForward", problem, algorithm, {workspace, workspace_size}, call, x_bytes(x_descriptor),
               problem.filter_elements() * sizeof(float), x_bytes(y_descriptor));
}

GRAFT_CUDNN_API Status cudnnConvolutionBackwardData(
    void* handle, const void* alpha, const void* w_descriptor, const void* w, const void* dy_descriptor, const void* dy, const void* convolution,
    int algorithm, void* workspace, std::size_t workspace_size, const void* beta, const void* dx_descriptor, void* dx) {
  const ApiCall api_call("cudnnConvolutionBackwardData");
  const Handle* found = find<Handle>(handle);
  if (found == nullptr || any_null({alpha, beta, w, dy, dx})) return kBadParam;
  Problem problem;
  const Status status = read_problem(Direction::kBackwardData, dx_descriptor, w_descriptor, convolution, dy_descriptor, &problem);
  if (status != kSuccess) return status;
  ConvolutionCall call;
  call.first = static_cast<const float*>(w);
  call.second = static_cast<const float*>(dy);
  call.out = static_cast<float*>(dx);
  call.alpha = scalar(alpha);
  call.beta = scalar(beta);
  return queue(*found, "cudnnConvolutionBackwardData", problem, algorithm, {workspace, workspace_size}, call,
               problem.filter_elements() * sizeof(float), x_bytes(dy_descriptor), x_bytes(dx_descriptor));
}

GRAFT_CUDNN_API Status cudnnConvolutionBackwardFilter(
    void* handle, const void* alpha, const void* x_descriptor, const void* x, const void* dy_descriptor, const void* dy, const void* convolution,
    int algorithm, void* workspace, std::size_t workspace_size, const void* beta, const void* dw_descriptor, void* dw) {
  const ApiCall api_call("cudnnConvolutionBackwardFilter");
  const Handle* found = find<Handle>(handle);
  if (found == nullptr || any_null({alpha, beta, x, dy, dw})) return kBadParam;
  Problem problem;
  const Status status = read_problem(Direction::kBackwardFilter, x_descriptor, dw_descriptor, convolution, dy_descriptor, &problem);
  if (status != kSuccess) return status;
  ConvolutionCall call;
  call.first = static_cast<const float*>(x);
  call.second = static_cast<const float*>(dy);
  call.out = static_cast<float*>(dw);
  call.alpha = scalar(alpha);
  call.beta = scalar(beta);
  return queue(*found, "cudnnConvolutionBackwardFilter", problem, algorithm, {workspace, workspace_size}, call, x_bytes(x_descriptor),
               x_bytes(dy_descriptor), problem.filter_elements() * sizeof(float));
}

// y = act(alpha1 * conv(x, w) + alpha2 * z + bias); z and y may be the same memory.
GRAFT_CUDNN_API Status cudnnConvolutionBiasActivationForward(
    void* handle, const void* alpha1, const void* x_descriptor, const void* x, const void* w_descriptor, const void* w, const void* convolution,
    int algorithm, void* workspace, std::size_t workspace_size, const void* alpha2, const void* z_descriptor, const void* z,
    const void* bias_descriptor, const void* bias, const void* activation_descriptor, const void* y_descriptor, void* y) {
  const ApiCall api_call("cudnnConvolutionBiasActivationForward");
  const Handle* found = find<Handle>(handle);
  const Tensor* z_tensor = find_usable<Tensor>(z_descriptor);
  const Tensor* bias_tensor = find_usable<Tensor>(bias_descriptor);
  const Activation* activation = find<Activation>(activation_descriptor);
  if (found == nullptr || z_tensor == nullptr || bias_tensor == nullptr || activation == nullptr) return kBadParam;
  if (any_null({alpha1, alpha2, x, w, z, bias, y})) return kBadParam;
  Problem problem;
  const Status status = read_problem(Direction::kForward, x_descriptor, w_descriptor, convolution, y_descriptor, &problem);
  if (status != kSuccess) return status;
  const bool identity = activation->mode == kIdentity;
  if (!activation->set || (activation->mode != kRelu && !identity) || activation->nan_option != kNotPropagateNan) return kNotSupported;
  if (identity && algorithm != kFwdImplicitPrecompGemm) return algorithm >= 0 && algorithm < kFwdCount ? kNotSupported : kBadParam;
  const Tensor& b = *bias_tensor;
  if (b.rank != 4 || b.dims[1] != problem.k) return kBadParam;
  if (b.type != kFloat || b.dims[0] != 1 || b.dims[2] != 1 || b.dims[3] != 1) return kNotSupported;
  if (b.strides[1] != 1 && b.dims[1] != 1) return kNotSupported;
  if (!(*z_tensor == *find_usable<Tensor>(y_descriptor))) return kBadParam;

  const Workspace scratch{workspace, workspace_size};
  const Status workspace_status = check_workspace(problem, algorithm, scratch);
  if (workspace_status != kSuccess) return workspace_status;
  ConvolutionCall call;
  call.first = static_cast<const float*>(x);
  call.second = static_cast<const float*>(w);
  call.out = static_cast<float*>(y);
  call.alpha = scalar(alpha1);
  call.beta = scalar(alpha2);
  call.addend = static_cast<const float*>(z);
  call.epilogue.bias = static_cast<const float*>(bias);
  call.epilogue.relu = !identity;
  const std::size_t y_bytes = x_bytes(y_descriptor);
  std::vector<Operand> operands{reads(x, x_bytes(x_descriptor)), reads(w, problem.filter_elements() * sizeof(float)),
                                reads(bias, problem.k * sizeof(float)), writes(y, y_bytes)};
  if (call.beta != 0) operands.push_back(reads(z, y_bytes));
  const std::size_t needed = workspace_bytes(problem, algorithm);
  if (needed > 0) operands.push_back(writes(workspace, needed));
  return submit(*found, "cudnnConvolutionBiasActivationForward", std::move(operands), problem.flops(),
                [plan = Plan::of(problem), call] { plan->run(call); });
}
