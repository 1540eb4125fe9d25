// Stands for NVRTC of major version MAJOR where only its binding is tested.
extern "C" int nvrtcVersion(int* major, int* minor) {
  *major = MAJOR;
  *minor = 3;
  return 0;
}
