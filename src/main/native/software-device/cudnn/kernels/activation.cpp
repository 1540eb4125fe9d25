// cudnnActivationDescriptor_t, cudnnActivationForward, cudnnActivationBackward.
#include <cmath>

#include "../elementwise.h"
#include "../submit.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

float apply(const Activation& a, float x) {
  const auto coefficient = static_cast<float>(a.coefficient);
  const bool keep_nan = a.nan_option == kPropagateNan && std::isnan(x);
  switch (a.mode) {
    case kSigmoid:
      return sigmoid(x);
    case kRelu:
      return x > 0 || keep_nan ? x : 0;
    case kTanh:
      return std::tanh(x);
    case kClippedRelu:
      return keep_nan ? x : x > 0 ? std::min(x, coefficient) : 0;
    case kElu:
      return x > 0 ? x : coefficient * std::expm1(x);
    default:
      return x * sigmoid(static_cast<float>(a.swish_beta) * x);
  }
}

float gradient(const Activation& a, float y, float dy, float x) {
  const auto coefficient = static_cast<float>(a.coefficient);
  switch (a.mode) {
    case kSigmoid:
      return dy * y * (1 - y);
    case kRelu:
      return x > 0 ? dy : 0;
    case kTanh:
      return dy * (1 - y * y);
    case kClippedRelu:
      return x > 0 && x < coefficient ? dy : 0;
    case kElu:
      return x > 0 ? dy : dy * (y + coefficient);
    default: {
      const auto beta = static_cast<float>(a.swish_beta);
      const float s = sigmoid(beta * x);
      return dy * (s + beta * x * s * (1 - s));
    }
  }
}

bool takes(const Tensor& tensor) { return tensor.type == kFloat && tensor.rank <= 5 && !tensor.has_negative_stride(); }

// The identity serves cudnnConvolutionBiasActivationForward alone.
bool usable(const Activation& activation) { return activation.set && activation.mode != kIdentity; }

}  // namespace

GRAFT_CUDNN_API Status cudnnCreateActivationDescriptor(void** descriptor) {
  const ApiCall api_call("cudnnCreateActivationDescriptor");
  return create<Activation>(descriptor);
}

GRAFT_CUDNN_API Status cudnnDestroyActivationDescriptor(void* descriptor) {
  const ApiCall api_call("cudnnDestroyActivationDescriptor");
  return destroy<Activation>(descriptor);
}

GRAFT_CUDNN_API Status cudnnSetActivationDescriptor(void* descriptor, int mode, int nan_option, double coefficient) {
  const ApiCall api_call("cudnnSetActivationDescriptor");
  Activation* activation = find<Activation>(descriptor);
  if (activation == nullptr || mode < kSigmoid || mode > kSwish) return kBadParam;
  if (nan_option != kNotPropagateNan && nan_option != kPropagateNan) return kBadParam;
  activation->set = true;
  activation->mode = mode;
  activation->nan_option = nan_option;
  activation->coefficient = coefficient;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnGetActivationDescriptor(const void* descriptor, int* mode, int* nan_option, double* coefficient) {
  const ApiCall api_call("cudnnGetActivationDescriptor");
  const Activation* activation = find<Activation>(descriptor);
  if (activation == nullptr || mode == nullptr || nan_option == nullptr || coefficient == nullptr) return kBadParam;
  *mode = activation->mode;
  *nan_option = activation->nan_option;
  *coefficient = activation->coefficient;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnSetActivationDescriptorSwishBeta(void* descriptor, double beta) {
  const ApiCall api_call("cudnnSetActivationDescriptorSwishBeta");
  Activation* activation = find<Activation>(descriptor);
  if (activation == nullptr) return kBadParam;
  activation->swish_beta = beta;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnGetActivationDescriptorSwishBeta(const void* descriptor, double* beta) {
  const ApiCall api_call("cudnnGetActivationDescriptorSwishBeta");
  const Activation* activation = find<Activation>(descriptor);
  if (activation == nullptr || beta == nullptr) return kBadParam;
  *beta = activation->swish_beta;
  return kSuccess;
}

// y = alpha * act(x) + beta * y; x and y may be the same memory where their descriptors agree.
GRAFT_CUDNN_API Status cudnnActivationForward(
    void* handle, const void* activation, const void* alpha, const void* x_descriptor, const void* x, const void* beta, const void* y_descriptor, void* y) {
  const ApiCall api_call("cudnnActivationForward");
  const Handle* found = find<Handle>(handle);
  const Activation* settings = find<Activation>(activation);
  const Tensor* x_tensor = find_usable<Tensor>(x_descriptor);
  const Tensor* y_tensor = find_usable<Tensor>(y_descriptor);
  if (found == nullptr || settings == nullptr || x_tensor == nullptr || y_tensor == nullptr) return kBadParam;
  if (alpha == nullptr || beta == nullptr || x == nullptr || y == nullptr || !usable(*settings)) return kBadParam;
  if (!x_tensor->same_shape(*y_tensor) || x_tensor->type != y_tensor->type) return kBadParam;
  if (x == y && !(*x_tensor == *y_tensor)) return kBadParam;
  if (!takes(*x_tensor) || !takes(*y_tensor)) return kNotSupported;
  const float a = scalar(alpha), b = scalar(beta);
  std::vector<Operand> operands{reads(x, x_tensor->bytes()), writes(y, y_tensor->bytes())};
  if (b != 0) operands.push_back(reads(y, y_tensor->bytes()));
  return submit(*found, "cudnnActivationForward", std::move(operands), static_cast<double>(x_tensor->elements()),
                [act = *settings, from = *x_tensor, to = *y_tensor, a, b, x, y] {
    walk<2>(to, {from.strides, to.strides}, [&](std::int64_t count, const auto& offsets, const auto& steps) {
      const float* in = static_cast<const float*>(x) + offsets[0];
      float* out = static_cast<float*>(y) + offsets[1];
      if (act.mode == kRelu && act.nan_option == kNotPropagateNan && a == 1 && b == 0 && steps[0] == 1 && steps[1] == 1) {
        for (std::int64_t i = 0; i < count; i++) out[i] = in[i] > 0 ? in[i] : 0;
        return;
      }
      for (std::int64_t i = 0; i < count; i++) {
        float& value = out[i * steps[1]];
        value = a * apply(act, in[i * steps[0]]) + (b == 0 ? 0 : b * value);
      }
    });
  });
}

// dx = alpha * act'(x) dy + beta * dx; dy and dx may be the same memory where their descriptors agree.
GRAFT_CUDNN_API Status cudnnActivationBackward(
    void* handle, const void* activation, const void* alpha, const void* y_descriptor, const void* y, const void* dy_descriptor, const void* dy,
    const void* x_descriptor, const void* x, const void* beta, const void* dx_descriptor, void* dx) {
  const ApiCall api_call("cudnnActivationBackward");
  const Handle* found = find<Handle>(handle);
  const Activation* settings = find<Activation>(activation);
  const Tensor* tensors[] = {find_usable<Tensor>(y_descriptor), find_usable<Tensor>(dy_descriptor), find_usable<Tensor>(x_descriptor), find_usable<Tensor>(dx_descriptor)};
  if (found == nullptr || settings == nullptr || std::find(std::begin(tensors), std::end(tensors), nullptr) != std::end(tensors)) return kBadParam;
  if (alpha == nullptr || beta == nullptr || y == nullptr || dy == nullptr || x == nullptr || dx == nullptr || !usable(*settings)) return kBadParam;
  if (dy == dx && !(*tensors[1] == *tensors[3])) return kBadParam;
  // Unlike the forward function, this one documents NOT_SUPPORTED for tensors that do not match.
  for (const Tensor* tensor : tensors)
    if (!tensor->same_shape(*tensors[0]) || tensor->type != tensors[0]->type || !takes(*tensor)) return kNotSupported;
  if (!(*tensors[0] == *tensors[1]) || !(*tensors[2] == *tensors[3])) return kNotSupported;
  const float a = scalar(alpha), b = scalar(beta);
  const std::size_t y_bytes = tensors[0]->bytes(), x_bytes = tensors[2]->bytes();
  std::vector<Operand> operands{reads(y, y_bytes), reads(dy, y_bytes), reads(x, x_bytes), writes(dx, x_bytes)};
  if (b != 0) operands.push_back(reads(dx, x_bytes));
  return submit(*found, "cudnnActivationBackward", std::move(operands), static_cast<double>(tensors[0]->elements()),
                [act = *settings, from = *tensors[0], to = *tensors[2], a, b, x, y, dx, dy] {
    walk<2>(to, {from.strides, to.strides}, [&](std::int64_t count, const auto& offsets, const auto& steps) {
      const float* out = static_cast<const float*>(y) + offsets[0];
      const float* upstream = static_cast<const float*>(dy) + offsets[0];
      const float* in = static_cast<const float*>(x) + offsets[1];
      float* result = static_cast<float*>(dx) + offsets[1];
      if (act.mode == kRelu && a == 1 && b == 0 && steps[0] == 1 && steps[1] == 1) {
        for (std::int64_t i = 0; i < count; i++) result[i] = in[i] > 0 ? upstream[i] : 0;
        return;
      }
      for (std::int64_t i = 0; i < count; i++) {
        const std::int64_t at = i * steps[1], from_at = i * steps[0];
        result[at] = a * gradient(act, out[from_at], upstream[from_at], in[at]) + (b == 0 ? 0 : b * result[at]);
      }
    });
  });
}
