#include "trace.h"

#include <jni.h>

extern "C" void Java_graft_device_SoftwareDevice_startTrace(JNIEnv*, jclass, jlong limit);
extern "C" jint Java_graft_device_SoftwareDevice_stopTrace(JNIEnv* env, jclass, jstring path);

namespace graft::threads {

void start_trace(long limit) { Java_graft_device_SoftwareDevice_startTrace(nullptr, nullptr, limit); }

// A Java string is known by its characters alone: the path itself stands for one.
int stop_trace(const char* path) {
  JNINativeInterface_ functions = {};
  functions.GetStringUTFChars = [](JNIEnv*, jstring string, jboolean*) { return reinterpret_cast<const char*>(string); };
  functions.ReleaseStringUTFChars = [](JNIEnv*, jstring, const char*) {};
  JNIEnv env{&functions};
  return Java_graft_device_SoftwareDevice_stopTrace(&env, nullptr, reinterpret_cast<jstring>(const_cast<char*>(path)));
}

}  // namespace graft::threads
