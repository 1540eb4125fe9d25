#include "launches.h"
#include "report.h"

namespace graft::threads {

namespace {

constexpr unsigned kBlock = 256;

int launch(void* function, int n, void* stream, void** parameters) {
  return cuLaunchKernel(function, (static_cast<unsigned>(n) + kBlock - 1) / kBlock, 1, 1, kBlock, 1, 1, 0, stream, parameters, nullptr);
}

}  // namespace

void Kernels::load() {
  DONE(cuModuleLoadData(&module, "graft-software-kernels"));
  DONE(cuModuleGetFunction(&affine, module, "affine"));
  DONE(cuModuleGetFunction(&count_up, module, "count_up"));
}

void Kernels::unload() { DONE(cuModuleUnload(module)); }

int launch_affine(void* function, DevicePointer x, unsigned factor, unsigned term, int n, void* stream) {
  void* parameters[] = {&x, &factor, &term, &n};
  return launch(function, n, stream, parameters);
}

int launch_count_up(void* function, DevicePointer sum, int n, void* stream) {
  void* parameters[] = {&sum, &n};
  return launch(function, n, stream, parameters);
}

}  // namespace graft::threads
