// Loaded before all others (LD_PRELOAD): a file system that knows no locks, as NFS without its lock service.
#include <dlfcn.h>
#include <fcntl.h>

#include <cerrno>
#include <cstdarg>

namespace {

using Call = int (*)(int, int, ...);

int call(const char* name, int file, int command, void* argument) {
  if (command == F_SETLK || command == F_SETLKW) {
    errno = ENOLCK;
    return -1;
  }
  return reinterpret_cast<Call>(dlsym(RTLD_NEXT, name))(file, command, argument);
}

}  // namespace

extern "C" int fcntl(int file, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void* argument = va_arg(rest, void*);
  va_end(rest);
  return call("fcntl", file, command, argument);
}

extern "C" int fcntl64(int file, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void* argument = va_arg(rest, void*);
  va_end(rest);
  return call("fcntl64", file, command, argument);
}
