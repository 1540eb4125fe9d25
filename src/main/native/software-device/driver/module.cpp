// Modules, functions and launches.
#include <dlfcn.h>

#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "../runtime/check/mode.h"
#include "../runtime/kernels.h"
#include "../runtime/planted.h"
#include "api.h"

using namespace graft::soft;

namespace {

// The image that stands for the kernels compiled into the software device.
const char kImage[] = "graft-software-kernels";

constexpr unsigned kMaxThreads = 1024, kMaxSharedBytes = 49152;

struct Function {
  const KernelEntry* kernel;
};

struct Module {
  const KernelTable* table;
  std::map<const KernelEntry*, std::unique_ptr<Function>> functions;  // those asked for
};

HandleSet<Module>& modules() {
  static auto* set = new HandleSet<Module>();
  return *set;
}
HandleSet<Function>& functions() {
  static auto* set = new HandleSet<Function>();
  return *set;
}

std::string checked_build(const std::string& path) { return std::filesystem::path(path).replace_extension("checked.so"); }

// The table in a shared object of kernels; an error names what GRAFT_CHECK lacks.
int open_table(const std::string& path, const KernelTable** table) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    if (check::mode().any()) std::fprintf(stderr, "graft: GRAFT_CHECK needs the checked build of the kernels, which `make` builds: %s\n", dlerror());
    return kInvalidImage;
  }
  *table = static_cast<const KernelTable*>(dlsym(library, "graft_kernel_table"));
  return *table == nullptr ? kInvalidImage : kSuccess;
}

// What is compiled into this library, or in checking mode the checked build, which lies one folder up.
int own_table(const KernelTable** table) {
  *table = &graft_kernel_table;
  if (!check::mode().any()) return kSuccess;
  Dl_info here;
  if (dladdr(&graft_kernel_table, &here) == 0) return kInvalidImage;
  const auto folder = std::filesystem::absolute(here.dli_fname).parent_path().parent_path();
  return open_table(folder / "libgraft-kernels.checked.so", table);
}

int make_module(void** module, const KernelTable* table) {
  auto* made = new Module{table, {}};
  modules().insert(made);
  *module = made;
  return kSuccess;
}

// Null where the module has no kernel of that name.
Function* function_of(Module& module, const char* name) {
  for (const KernelEntry* entry = module.table->entries; entry->name != nullptr; entry++) {
    if (std::strcmp(entry->name, name) != 0) continue;
    std::unique_ptr<Function>& known = module.functions[entry];
    if (known == nullptr) {
      known = std::make_unique<Function>(Function{entry});
      functions().insert(known.get());
    }
    return known.get();
  }
  return nullptr;
}

// The arguments of one launch, copied when it is submitted.
class Arguments {
 public:
  Arguments(const KernelEntry& kernel, void* const* given) {
    for (int i = 0; i < kernel.parameters; i++) {
      storage_.resize((storage_.size() + 7) / 8 * 8);
      offsets_.push_back(storage_.size());
      const auto* bytes = static_cast<const char*>(given[i]);
      storage_.insert(storage_.end(), bytes, bytes + kernel.parameter_bytes[i]);
    }
    for (const std::size_t offset : offsets_) pointers_.push_back(storage_.data() + offset);
  }
  Arguments(const Arguments&) = delete;
  void* const* pointers() const { return pointers_.data(); }

 private:
  std::vector<char> storage_;
  std::vector<std::size_t> offsets_;
  std::vector<void*> pointers_;
};

int check_dimensions(const LaunchDimensions& dimensions, unsigned shared_bytes) {
  const std::uint64_t threads = std::uint64_t{dimensions.block[0]} * dimensions.block[1] * dimensions.block[2];
  if (threads == 0 || threads > kMaxThreads || dimensions.block[0] > 1024 || dimensions.block[1] > 1024 || dimensions.block[2] > 64) return kInvalidValue;
  if (dimensions.grid[0] == 0 || dimensions.grid[1] == 0 || dimensions.grid[2] == 0) return kInvalidValue;
  if (dimensions.grid[0] > 2147483647u || dimensions.grid[1] > 65535 || dimensions.grid[2] > 65535) return kInvalidValue;
  return shared_bytes > kMaxSharedBytes ? kInvalidValue : kSuccess;
}

// Pointer arguments must point into live memory when the kernel runs; how far it goes from there only checking can tell.
std::vector<Operand> operands_of(const KernelEntry& kernel, const Arguments& arguments) {
  std::vector<Operand> operands;
  for (int i = 0; i < kernel.parameters; i++) {
    if (!kernel.parameter_is_pointer[i]) continue;
    void* pointer;
    std::memcpy(&pointer, arguments.pointers()[i], sizeof(pointer));
    if (pointer != nullptr) operands.push_back({pointer, 1, true});
  }
  return operands;
}

}  // namespace

static int load_image(void** module, const void* image) {
  if (module == nullptr || image == nullptr) return kInvalidValue;
  if (std::strncmp(static_cast<const char*>(image), kImage, sizeof(kImage)) != 0) return kInvalidImage;
  const KernelTable* table;
  if (const int status = own_table(&table); status != kSuccess) return status;
  return make_module(module, table);
}

GRAFT_API cuModuleLoadData(void** module, const void* image) {
  const ApiCall api_call("cuModuleLoadData");
  GRAFT_REQUIRE_CONTEXT();
  if (const Status planted = planted_status("cuModuleLoadData"); planted != kSuccess) return planted;
  return load_image(module, image);
}

GRAFT_API cuModuleLoadDataEx(void** module, const void* image, unsigned options, const int* names, void* const* values) {
  const ApiCall api_call("cuModuleLoadDataEx");
  GRAFT_REQUIRE_CONTEXT();
  if (options > 0 && (names == nullptr || values == nullptr)) return kInvalidValue;
  return load_image(module, image);
}

GRAFT_API cuModuleLoadFatBinary(void** module, const void* image) {
  const ApiCall api_call("cuModuleLoadFatBinary");
  GRAFT_REQUIRE_CONTEXT();
  return load_image(module, image);
}

// A file is a shared object of kernels that were compiled against cuda_host.h: how tests bring theirs. Checking takes the
// checked build beside it, x.checked.so beside x.so.
GRAFT_API cuModuleLoad(void** module, const char* path) {
  const ApiCall api_call("cuModuleLoad");
  GRAFT_REQUIRE_CONTEXT();
  if (module == nullptr || path == nullptr) return kInvalidValue;
  if (access(path, R_OK) != 0) return kFileNotFound;
  const KernelTable* table;
  if (const int status = open_table(check::mode().any() ? checked_build(path) : path, &table); status != kSuccess) return status;
  return make_module(module, table);
}

GRAFT_API cuModuleUnload(void* handle) {
  const ApiCall api_call("cuModuleUnload");
  GRAFT_REQUIRE_CONTEXT();
  auto* module = static_cast<Module*>(handle);
  if (module == nullptr || !modules().erase(module)) return kInvalidHandle;
  for (const auto& [entry, function] : module->functions) functions().erase(function.get());
  delete module;
  return kSuccess;
}

GRAFT_API cuModuleGetFunction(void** function, void* handle, const char* name) {
  const ApiCall api_call("cuModuleGetFunction");
  GRAFT_REQUIRE_CONTEXT();
  if (function == nullptr || name == nullptr) return kInvalidValue;
  Function* found = nullptr;
  const bool known = modules().with(static_cast<Module*>(handle), [&](Module& module) { found = function_of(module, name); });
  if (!known) return kInvalidHandle;
  if (found == nullptr) return kNotFound;
  *function = found;
  return kSuccess;
}

GRAFT_API cuModuleGetGlobal_v2(DevicePointer*, std::size_t*, void* handle, const char* name) {
  const ApiCall api_call("cuModuleGetGlobal_v2");
  GRAFT_REQUIRE_CONTEXT();
  auto* module = static_cast<Module*>(handle);
  if (name == nullptr) return kInvalidValue;
  if (module == nullptr || !modules().contains(module)) return kInvalidHandle;
  return kNotFound;  // Graft's kernels have no global variables
}

GRAFT_API cuFuncGetAttribute(int* value, int attribute, void* handle) {
  const ApiCall api_call("cuFuncGetAttribute");
  GRAFT_REQUIRE_CONTEXT();
  auto* function = static_cast<Function*>(handle);
  if (value == nullptr) return kInvalidValue;
  if (function == nullptr || !functions().contains(function)) return kInvalidHandle;
  if (attribute < 0 || attribute > 9) return kInvalidValue;
  *value = attribute == 0 ? static_cast<int>(kMaxThreads) : 0;  // MAX_THREADS_PER_BLOCK
  return kSuccess;
}

GRAFT_API cuLaunchKernel(void* handle, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y, unsigned block_z,
                         unsigned shared_bytes, void* stream, void** parameters, void** extra) {
  const ApiCall api_call("cuLaunchKernel");
  GRAFT_REQUIRE_CONTEXT();
  const KernelEntry* entry = nullptr;
  // It is compiled into a library that stays loaded, whatever becomes of its module.
  if (!functions().with(static_cast<Function*>(handle), [&](const Function& function) { entry = function.kernel; })) return kInvalidHandle;
  if (!stream_exists(stream)) return kInvalidHandle;
  const LaunchDimensions dimensions{{grid_x, grid_y, grid_z}, {block_x, block_y, block_z}};
  if (const int status = check_dimensions(dimensions, shared_bytes); status != kSuccess) return status;
  const KernelEntry& kernel = *entry;
  if (extra != nullptr) return parameters == nullptr ? kNotSupported : kInvalidValue;
  if (kernel.parameters > 0 && parameters == nullptr) return kInvalidValue;
  for (int i = 0; i < kernel.parameters; i++)
    if (parameters[i] == nullptr) return kInvalidValue;
  auto arguments = std::make_shared<const Arguments>(kernel, parameters);
  Operation operation;
  operation.name = kernel.name;
  operation.operands = operands_of(kernel, *arguments);
  operation.launch = dimensions;
  operation.tracks_memory = true;
  operation.run = [&kernel, arguments, dimensions] {
    if (const int status = kernel.run(arguments->pointers(), dimensions); status != kSuccess) fail_context(status);
  };
  return submit(stream, std::move(operation));
}
