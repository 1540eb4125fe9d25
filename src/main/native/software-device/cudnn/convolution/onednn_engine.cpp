// Convolution by oneDNN's primitives. Activations are taken as they lie; the filter goes through a reorder into the blocked
// layout that oneDNN asks for, in memory that the engine keeps.
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

#include "engine.h"

namespace graft::cudnn {
namespace {

using dnnl::memory;

dnnl::engine& cpu() {
  static auto* engine = new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return *engine;
}

dnnl::stream& stream() {
  static auto* stream = new dnnl::stream(cpu());
  return *stream;
}

memory::desc tensor(const memory::dims& dims, const int* strides) {
  return memory::desc(dims, memory::data_type::f32, {strides[0], strides[1], strides[2], strides[3]});
}

// The caller's filter; grouped ones have a fifth dimension in front.
memory::desc filter(const Problem& p) {
  const int dims[] = {p.k, p.c_per_group(), p.r, p.s};
  int strides[4];
  pack_strides(p.filter_format, 4, dims, strides);
  if (p.groups == 1) return tensor({p.k, p.c, p.r, p.s}, strides);
  return memory::desc({p.groups, p.k_per_group(), p.c_per_group(), p.r, p.s}, memory::data_type::f32,
                      {memory::dim(strides[0]) * p.k_per_group(), strides[0], strides[1], strides[2], strides[3]});
}

memory::desc any(const memory::desc& desc) { return memory::desc(desc.get_dims(), desc.get_data_type(), memory::format_tag::any); }

// A primitive with its arguments in the form that the C interface takes, so that a run builds nothing.
class Prepared {
 public:
  Prepared(dnnl::primitive primitive, std::vector<std::pair<int, memory>> arguments) : primitive_(std::move(primitive)) {
    for (auto& [index, value] : arguments) {
      arguments_.push_back({index, value.get()});
      kept_.push_back(value);
    }
  }

  void run() const {
    const dnnl_status_t status = dnnl_primitive_execute(primitive_.get(), stream().get(), static_cast<int>(arguments_.size()), arguments_.data());
    if (status != dnnl_success) throw dnnl::error(status, "oneDNN could not run a convolution");
  }

 private:
  dnnl::primitive primitive_;
  std::vector<dnnl_exec_arg_t> arguments_;
  std::vector<memory> kept_;
};

class OneDnnEngine : public Engine {
 public:
  explicit OneDnnEngine(const Problem& p) : direction_(p.direction) {
    const memory::desc x = tensor({p.n, p.c, p.h, p.w}, p.x_strides);
    const memory::desc y = tensor({p.n, p.k, p.oh, p.ow}, p.y_strides);
    const memory::desc f = filter(p);
    const memory::dims strides{p.stride_h, p.stride_w}, dilation{p.dilation_h - 1, p.dilation_w - 1}, padding{p.pad_h, p.pad_w};
    constexpr auto direct = dnnl::algorithm::convolution_direct;
    x_ = memory(x, cpu(), nullptr);
    y_ = memory(y, cpu(), nullptr);
    filter_ = memory(f, cpu(), nullptr);
    const dnnl::convolution_forward::primitive_desc forward(cpu(), dnnl::prop_kind::forward_training, direct, x, any(f), y, strides, dilation, padding, padding);
    switch (direction_) {
      case Direction::kForward:
        choose_filter(forward.weights_desc(), f);
        main_.emplace_back(dnnl::convolution_forward(forward),
                           std::vector<std::pair<int, memory>>{{DNNL_ARG_SRC, x_}, {DNNL_ARG_WEIGHTS, blocked_}, {DNNL_ARG_DST, y_}});
        break;
      case Direction::kBackwardData: {
        const dnnl::convolution_backward_data::primitive_desc backward(cpu(), direct, x, any(f), y, strides, dilation, padding, padding, forward);
        choose_filter(backward.weights_desc(), f);
        main_.emplace_back(dnnl::convolution_backward_data(backward),
                           std::vector<std::pair<int, memory>>{{DNNL_ARG_DIFF_SRC, x_}, {DNNL_ARG_WEIGHTS, blocked_}, {DNNL_ARG_DIFF_DST, y_}});
        break;
      }
      default: {
        const dnnl::convolution_backward_weights::primitive_desc backward(cpu(), direct, x, any(f), y, strides, dilation, padding, padding, forward);
        choose_filter(backward.diff_weights_desc(), f);
        main_.emplace_back(dnnl::convolution_backward_weights(backward),
                           std::vector<std::pair<int, memory>>{{DNNL_ARG_SRC, x_}, {DNNL_ARG_DIFF_WEIGHTS, blocked_}, {DNNL_ARG_DIFF_DST, y_}});
      }
    }
  }

  void run(const float* first, const float* second, float* out, const Epilogue&) override {
    auto* a = const_cast<float*>(first);
    auto* b = const_cast<float*>(second);
    x_.set_data_handle(direction_ == Direction::kBackwardData ? out : a);
    filter_.set_data_handle(direction_ == Direction::kForward ? b : direction_ == Direction::kBackwardData ? a : out);
    y_.set_data_handle(direction_ == Direction::kForward ? out : b);
    if (direction_ == Direction::kBackwardFilter) {
      main_.front().run();
      if (!reorder_.empty()) reorder_.front().run();
    } else {
      if (!reorder_.empty()) reorder_.front().run();
      main_.front().run();
    }
  }

 private:
  void choose_filter(const memory::desc& wanted, const memory::desc& given) {
    if (wanted == given) {
      blocked_ = filter_;
      return;
    }
    blocked_ = memory(wanted, cpu());
    memory& from = direction_ == Direction::kBackwardFilter ? blocked_ : filter_;
    memory& to = direction_ == Direction::kBackwardFilter ? filter_ : blocked_;
    reorder_.emplace_back(dnnl::reorder(from, to), std::vector<std::pair<int, memory>>{{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
  }

  Direction direction_;
  memory x_, y_, filter_, blocked_;
  std::vector<Prepared> main_, reorder_;  // one and at most one
};

}  // namespace

std::unique_ptr<Engine> make_onednn_engine(const Problem& problem) { return std::make_unique<OneDnnEngine>(problem); }

}  // namespace graft::cudnn
