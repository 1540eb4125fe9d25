// Convolution by oneDNN's primitives. Activations are taken as they lie; the filter goes through a reorder into the blocked
// layout that oneDNN asks for, in memory that the engine keeps.
#include <memory>
#include <utility>
#include <vector>

#include <omp.h>

#include <oneapi/dnnl/dnnl.hpp>

#include "../../runtime/openmp.h"
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
  Prepared(dnnl::primitive primitive, const std::vector<std::pair<int, memory>>& arguments) : primitive_(std::move(primitive)) {
    for (const auto& [index, value] : arguments) {
      arguments_.push_back({index, value.get()});
      kept_.push_back(value);
    }
  }

  void run() const {
    graft::soft::insist_on_whole_teams();
    const dnnl_status_t status = dnnl_primitive_execute(primitive_.get(), stream().get(), static_cast<int>(arguments_.size()), arguments_.data());
    if (status != dnnl_success) throw dnnl::error(status, "oneDNN could not run a convolution");
  }

 private:
  dnnl::primitive primitive_;
  std::vector<dnnl_exec_arg_t> arguments_;
  std::vector<memory> kept_;
};

using Arguments = std::vector<std::pair<int, memory>>;

class OneDnnEngine : public Engine {
 public:
  explicit OneDnnEngine(const Problem& p)
      : direction_(p.direction),
        x_desc_(tensor({p.n, p.c, p.h, p.w}, p.x_strides)),
        y_desc_(tensor({p.n, p.k, p.oh, p.ow}, p.y_strides)),
        filter_desc_(filter(p)),
        strides_{p.stride_h, p.stride_w},
        dilation_{p.dilation_h - 1, p.dilation_w - 1},
        padding_{p.pad_h, p.pad_w},
        x_(x_desc_, cpu(), nullptr),
        y_(y_desc_, cpu(), nullptr),
        filter_(filter_desc_, cpu(), nullptr),
        bias_(memory::desc({p.k}, memory::data_type::f32, memory::format_tag::a), cpu(), nullptr) {}

  bool fuses_epilogue() const override { return direction_ == Direction::kForward; }

  void run(const float* first, const float* second, float* out, const Epilogue& epilogue) override {
    auto* a = const_cast<float*>(first);
    auto* b = const_cast<float*>(second);
    x_.set_data_handle(direction_ == Direction::kBackwardData ? out : a);
    filter_.set_data_handle(direction_ == Direction::kForward ? b : direction_ == Direction::kBackwardData ? a : out);
    y_.set_data_handle(direction_ == Direction::kForward ? out : b);
    if (epilogue.bias != nullptr) bias_.set_data_handle(const_cast<float*>(epilogue.bias));
    const Variant& variant = variant_for(epilogue);
    const bool filter_is_output = direction_ == Direction::kBackwardFilter;
    if (variant.reorder && !filter_is_output) variant.reorder->run();
    variant.main->run();
    if (variant.reorder && filter_is_output) variant.reorder->run();
  }

 private:
  struct Variant {
    std::unique_ptr<Prepared> main;
    std::unique_ptr<Prepared> reorder;  // none where oneDNN takes the filter as it lies
  };

  // With and without bias, with and without relu; each is built when it is first asked for.
  const Variant& variant_for(const Epilogue& epilogue) {
    Variant& variant = variants_[(epilogue.bias != nullptr ? 1 : 0) + (epilogue.relu ? 2 : 0)];
    if (!variant.main) build(epilogue, variant);
    return variant;
  }

  void build(const Epilogue& epilogue, Variant& variant) {
    // A primitive is made for as many threads as OpenMP would give the thread that makes it.
    omp_set_num_threads(graft::soft::threads());
    graft::soft::insist_on_whole_teams();
    constexpr auto direct = dnnl::algorithm::convolution_direct;
    const memory::desc any_filter = any(filter_desc_);
    if (direction_ == Direction::kForward) {
      dnnl::primitive_attr attributes;
      if (epilogue.relu) {
        dnnl::post_ops post;
        post.append_eltwise(dnnl::algorithm::eltwise_relu, 0, 0);
        attributes.set_post_ops(post);
      }
      const bool biased = epilogue.bias != nullptr;
      const dnnl::convolution_forward::primitive_desc desc(cpu(), dnnl::prop_kind::forward_training, direct, x_desc_, any_filter,
                                                           biased ? bias_.get_desc() : memory::desc(), y_desc_, strides_, dilation_, padding_, padding_,
                                                           attributes);
      const memory blocked = take_filter(desc.weights_desc(), variant);
      Arguments arguments{{DNNL_ARG_SRC, x_}, {DNNL_ARG_WEIGHTS, blocked}, {DNNL_ARG_DST, y_}};
      if (biased) arguments.emplace_back(DNNL_ARG_BIAS, bias_);
      variant.main = std::make_unique<Prepared>(dnnl::convolution_forward(desc), arguments);
      return;
    }
    // oneDNN wants the forward convolution as a hint for the backward ones.
    const dnnl::convolution_forward::primitive_desc forward(cpu(), dnnl::prop_kind::forward_training, direct, x_desc_, any_filter, y_desc_, strides_,
                                                            dilation_, padding_, padding_);
    if (direction_ == Direction::kBackwardData) {
      const dnnl::convolution_backward_data::primitive_desc desc(cpu(), direct, x_desc_, any_filter, y_desc_, strides_, dilation_, padding_, padding_,
                                                                 forward);
      const memory blocked = take_filter(desc.weights_desc(), variant);
      variant.main = std::make_unique<Prepared>(dnnl::convolution_backward_data(desc),
                                                Arguments{{DNNL_ARG_DIFF_SRC, x_}, {DNNL_ARG_WEIGHTS, blocked}, {DNNL_ARG_DIFF_DST, y_}});
    } else {
      const dnnl::convolution_backward_weights::primitive_desc desc(cpu(), direct, x_desc_, any_filter, y_desc_, strides_, dilation_, padding_, padding_,
                                                                    forward);
      const memory blocked = take_filter(desc.diff_weights_desc(), variant);
      variant.main = std::make_unique<Prepared>(dnnl::convolution_backward_weights(desc),
                                                Arguments{{DNNL_ARG_SRC, x_}, {DNNL_ARG_DIFF_WEIGHTS, blocked}, {DNNL_ARG_DIFF_DST, y_}});
    }
  }

  // The memory that the primitive uses for the filter: the caller's own, or blocked memory with a reorder between the two.
  memory take_filter(const memory::desc& wanted, Variant& variant) {
    if (wanted == filter_desc_) return filter_;
    const memory blocked(wanted, cpu());
    const bool filter_is_output = direction_ == Direction::kBackwardFilter;
    const memory& from = filter_is_output ? blocked : filter_;
    const memory& to = filter_is_output ? filter_ : blocked;
    variant.reorder = std::make_unique<Prepared>(dnnl::reorder(from, to), Arguments{{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
    return blocked;
  }

  const Direction direction_;
  const memory::desc x_desc_, y_desc_, filter_desc_;
  const memory::dims strides_, dilation_, padding_;
  memory x_, y_, filter_, bias_;
  Variant variants_[4];
};

}  // namespace

std::unique_ptr<Engine> make_onednn_engine(const Problem& problem) { return std::make_unique<OneDnnEngine>(problem); }

}  // namespace graft::cudnn
