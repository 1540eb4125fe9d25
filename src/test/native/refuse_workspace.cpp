// In place of cuDNN's question for the workspace of a forward convolution, of IMPLICIT_PRECOMP_GEMM: answers the status in
// GRAFT_TEST_REFUSAL every second time, which is when a plan asks for the fused call.
#include <dlfcn.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

namespace {

constexpr int kImplicitPrecompGemm = 1;

using Function = int(void*, void*, void*, void*, void*, int, std::size_t*);

Function* cudnn(const char* name) {
  for (const char* library : {"libcudnn.so.9", "libcudnn.so.8"})
    if (void* loaded = dlopen(library, RTLD_LAZY | RTLD_NOLOAD)) return reinterpret_cast<Function*>(dlsym(loaded, name));
  std::abort();
}

}  // namespace

extern "C" int cudnnGetConvolutionForwardWorkspaceSize(void* handle, void* x, void* w, void* convolution, void* y, int algorithm, std::size_t* bytes) {
  static int asked = 0;
  if (algorithm == kImplicitPrecompGemm && ++asked % 2 == 0) {
    std::fprintf(stderr, "refused cudnnGetConvolutionForwardWorkspaceSize\n");
    return std::atoi(std::getenv("GRAFT_TEST_REFUSAL"));
  }
  return cudnn("cudnnGetConvolutionForwardWorkspaceSize")(handle, x, w, convolution, y, algorithm, bytes);
}
