// How often each API function was called and how many bytes were copied; read from Java through JNI.
#include "counters.h"

#include <jni.h>

#include <cstdio>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "limits.h"
#include "trace.h"

namespace graft::soft {

namespace {

struct Less {
  bool operator()(const char* a, const char* b) const { return std::strcmp(a, b) < 0; }
};

struct Counters {
  std::mutex mutex;
  std::map<const char*, std::int64_t, Less> calls;
  std::set<std::string> unimplemented;
  std::int64_t copied[3] = {};
};

// Never destroyed: other threads may still call while the process ends.
Counters& counters() {
  static auto* instance = new Counters();
  return *instance;
}

}  // namespace

void count_call(const char* api_name) {
  Counters& all = counters();
  std::lock_guard<std::mutex> lock(all.mutex);
  all.calls[api_name]++;
}

void count_copy(CopyDirection direction, std::size_t bytes) {
  trace_copy(direction, bytes);
  Counters& all = counters();
  std::lock_guard<std::mutex> lock(all.mutex);
  all.copied[static_cast<int>(direction)] += static_cast<std::int64_t>(bytes);
}

void report_unimplemented(const char* api_name) {
  Counters& all = counters();
  std::lock_guard<std::mutex> lock(all.mutex);
  if (all.unimplemented.insert(api_name).second) std::fprintf(stderr, "graft: the software device does not implement %s\n", api_name);
}

}  // namespace graft::soft

using namespace graft::soft;

#define GRAFT_JNI(type, name) extern "C" GRAFT_SHARED JNIEXPORT type JNICALL Java_graft_device_SoftwareDevice_##name

GRAFT_JNI(jobjectArray, callNames)(JNIEnv* env, jclass) {
  Counters& all = counters();
  std::vector<const char*> names;
  {
    std::lock_guard<std::mutex> lock(all.mutex);
    for (const auto& entry : all.calls) names.push_back(entry.first);
  }
  jobjectArray array = env->NewObjectArray(static_cast<jsize>(names.size()), env->FindClass("java/lang/String"), nullptr);
  for (std::size_t i = 0; array != nullptr && i < names.size(); i++) {
    jstring name = env->NewStringUTF(names[i]);
    env->SetObjectArrayElement(array, static_cast<jsize>(i), name);
    env->DeleteLocalRef(name);
  }
  return array;
}

GRAFT_JNI(jlongArray, callCounts)(JNIEnv* env, jclass) {
  Counters& all = counters();
  std::vector<jlong> counts;
  {
    std::lock_guard<std::mutex> lock(all.mutex);
    for (const auto& entry : all.calls) counts.push_back(entry.second);
  }
  jlongArray array = env->NewLongArray(static_cast<jsize>(counts.size()));
  if (array != nullptr) env->SetLongArrayRegion(array, 0, static_cast<jsize>(counts.size()), counts.data());
  return array;
}

// Host to device, device to host, device to device.
GRAFT_JNI(jlongArray, bytesCopied)(JNIEnv* env, jclass) {
  Counters& all = counters();
  jlong copied[3];
  {
    std::lock_guard<std::mutex> lock(all.mutex);
    for (int i = 0; i < 3; i++) copied[i] = all.copied[i];
  }
  jlongArray array = env->NewLongArray(3);
  if (array != nullptr) env->SetLongArrayRegion(array, 0, 3, copied);
  return array;
}

// Names stay, so that callNames and callCounts keep matching while another thread resets.
GRAFT_JNI(void, resetCounters)(JNIEnv*, jclass) {
  Counters& all = counters();
  std::lock_guard<std::mutex> lock(all.mutex);
  for (auto& entry : all.calls) entry.second = 0;
  for (auto& bytes : all.copied) bytes = 0;
}

GRAFT_JNI(jint, threads)(JNIEnv*, jclass) { return graft::soft::threads(); }

// Cores, bytes.
GRAFT_JNI(jlongArray, containerLimits)(JNIEnv* env, jclass, jstring root) {
  const char* text = env->GetStringUTFChars(root, nullptr);
  if (text == nullptr) return nullptr;
  const Limits limits = container_limits(text);
  env->ReleaseStringUTFChars(root, text);
  const jlong values[] = {limits.cores, static_cast<jlong>(limits.memory)};
  jlongArray array = env->NewLongArray(2);
  if (array != nullptr) env->SetLongArrayRegion(array, 0, 2, values);
  return array;
}
