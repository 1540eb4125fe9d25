// Java's way to NVTX ranges. NVTX 3 is a header, which finds the profiler by NVTX_INJECTION64_PATH; it is compiled in where the
// CUDA toolkit brings it. NVTX 2 is a library, opened by path: NVIDIA's libnvToolsExt.so.1, or the software device's
// libcuda.so.1, which has the same two functions.
#include <dlfcn.h>
#include <jni.h>

#if __has_include(<nvtx3/nvToolsExt.h>)
#include <nvtx3/nvToolsExt.h>
#define GRAFT_HAS_NVTX3
#endif

namespace {

int (*push)(const char*) = nullptr;
int (*pop)() = nullptr;

}  // namespace

#define GRAFT_JNI(type, name) extern "C" JNIEXPORT type JNICALL Java_graft_device_RangeCalls_##name

// Whether NVTX 3 is compiled in, which is then used.
GRAFT_JNI(jboolean, useHeader)(JNIEnv*, jclass) {
#ifdef GRAFT_HAS_NVTX3
  push = nvtxRangePushA;
  pop = nvtxRangePop;
  return JNI_TRUE;
#else
  return JNI_FALSE;
#endif
}

// Whether the library is there and has both functions, which are then used. It is never closed.
GRAFT_JNI(jboolean, useLibrary)(JNIEnv* env, jclass, jstring path) {
  const char* text = env->GetStringUTFChars(path, nullptr);
  if (text == nullptr) return JNI_FALSE;
  void* library = dlopen(text, RTLD_NOW | RTLD_LOCAL);
  env->ReleaseStringUTFChars(path, text);
  if (library == nullptr) return JNI_FALSE;
  const auto found_push = reinterpret_cast<int (*)(const char*)>(dlsym(library, "nvtxRangePushA"));
  const auto found_pop = reinterpret_cast<int (*)()>(dlsym(library, "nvtxRangePop"));
  if (found_push == nullptr || found_pop == nullptr) return JNI_FALSE;
  push = found_push;
  pop = found_pop;
  return JNI_TRUE;
}

GRAFT_JNI(void, push)(JNIEnv* env, jclass, jstring name) {
  const char* text = env->GetStringUTFChars(name, nullptr);
  if (text == nullptr) return;
  push(text);
  env->ReleaseStringUTFChars(name, text);
}

GRAFT_JNI(void, pop)(JNIEnv*, jclass) { pop(); }
