// Java's way to NVTX ranges. NVTX 3 is a profiler's library, asked as NVIDIA's header does (nvtx_injection.h). NVTX 2 is a
// library, opened by path: NVIDIA's libnvToolsExt.so.1, or the software device's libcuda.so.1, which has the same two functions.
#include <dlfcn.h>
#include <jni.h>

#include "nvtx_injection.h"

namespace {

namespace nvtx = graft::nvtx;

int (*push)(const char*) = nullptr;
int (*pop)() = nullptr;

// What a profiler has put into its slots; it may keep pointers to them for as long as the process lives.
nvtx::Function functions[nvtx::kModules][nvtx::kMostSlots] = {};
nvtx::Function* tables[nvtx::kModules][nvtx::kMostSlots + 1] = {};

int function_table(int module, nvtx::Table* table, unsigned* slots) {
  if (module < nvtx::kCore || module >= nvtx::kModules) return 0;
  for (unsigned slot = 1; slot < nvtx::kSlots[module]; ++slot) tables[module][slot] = &functions[module][slot];
  if (table != nullptr) *table = tables[module];
  if (slots != nullptr) *slots = nvtx::kSlots[module];
  return 1;
}

void set_injection_version(std::uint32_t) {}

const void* export_table(std::uint32_t id) {
  static const nvtx::Callbacks callbacks = {sizeof(nvtx::Callbacks), function_table};
  static const nvtx::VersionInfo version = {sizeof(nvtx::VersionInfo), 3, 0, set_injection_version};
  if (id == nvtx::kCallbacks) return &callbacks;
  if (id == nvtx::kVersionInfo) return &version;
  return nullptr;
}

// Opens a library that Java names; null if that fails. It is never closed.
void* open(JNIEnv* env, jstring path, int mode) {
  const char* text = env->GetStringUTFChars(path, nullptr);
  if (text == nullptr) return nullptr;
  void* library = dlopen(text, mode);
  env->ReleaseStringUTFChars(path, text);
  return library;
}

bool use(int (*found_push)(const char*), int (*found_pop)()) {
  if (found_push == nullptr || found_pop == nullptr) return false;
  push = found_push;
  pop = found_pop;
  return true;
}

}  // namespace

#define GRAFT_JNI(type, name) extern "C" JNIEXPORT type JNICALL Java_graft_device_RangeCalls_##name

// Whether the library is a profiler that takes ranges from NVTX 3, which then gets them.
GRAFT_JNI(jboolean, useProfiler)(JNIEnv* env, jclass, jstring path) {
  void* library = open(env, path, RTLD_LAZY);
  if (library == nullptr) return JNI_FALSE;
  const auto initialize = reinterpret_cast<nvtx::Initialize>(dlsym(library, nvtx::kInitialize));
  if (initialize == nullptr || initialize(export_table) == 0) return JNI_FALSE;
  const auto& core = functions[nvtx::kCore];
  return use(reinterpret_cast<int (*)(const char*)>(core[nvtx::kRangePushA]), reinterpret_cast<int (*)()>(core[nvtx::kRangePop]))
             ? JNI_TRUE
             : JNI_FALSE;
}

// Whether the library is there and has both functions, which are then used.
GRAFT_JNI(jboolean, useLibrary)(JNIEnv* env, jclass, jstring path) {
  void* library = open(env, path, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return JNI_FALSE;
  return use(reinterpret_cast<int (*)(const char*)>(dlsym(library, "nvtxRangePushA")),
             reinterpret_cast<int (*)()>(dlsym(library, "nvtxRangePop")))
             ? JNI_TRUE
             : JNI_FALSE;
}

GRAFT_JNI(void, push)(JNIEnv* env, jclass, jstring name) {
  const char* text = env->GetStringUTFChars(name, nullptr);
  if (text == nullptr) return;
  push(text);
  env->ReleaseStringUTFChars(name, text);
}

GRAFT_JNI(void, pop)(JNIEnv*, jclass) { pop(); }
