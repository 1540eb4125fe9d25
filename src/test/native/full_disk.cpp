// Loaded before all others (LD_PRELOAD): the file system below the folder GRAFT_TEST_DISK is full from a call on. The calls are
// those that may answer ENOSPC, of Java and of native code: a file or a folder made, bytes written, bytes brought to the disk,
// a name changed. The file GRAFT_TEST_DISK_CALLS is shared with the test: how many succeed still, how many were asked for, and
// how many were refused. The first write that is refused gets half of its bytes on the disk, as a disk's last block does.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

struct Calls {
  std::int64_t left;
  std::int64_t asked;
  std::int64_t refused;
};

Calls* calls = nullptr;
const char* disk = nullptr;

__attribute__((constructor)) void begin() {
  const char* file = std::getenv("GRAFT_TEST_DISK_CALLS");
  const char* folder = std::getenv("GRAFT_TEST_DISK");
  if (file == nullptr || folder == nullptr) return;
  static auto real = reinterpret_cast<int (*)(const char*, int, ...)>(dlsym(RTLD_NEXT, "open"));
  const int descriptor = real(file, O_RDWR);
  if (descriptor < 0) return;
  void* shared = mmap(nullptr, sizeof(Calls), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  close(descriptor);
  if (shared == MAP_FAILED) return;
  disk = folder;
  calls = static_cast<Calls*>(shared);
}

bool is_on_disk(const char* path) { return calls != nullptr && std::strncmp(path, disk, std::strlen(disk)) == 0; }

bool is_on_disk(int descriptor) {
  if (calls == nullptr) return false;
  char link[64];
  char path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return false;
  path[length] = '\0';
  return is_on_disk(path);
}

enum class Answer { kSuccess, kLast, kFull };

Answer ask() {
  __atomic_add_fetch(&calls->asked, 1, __ATOMIC_SEQ_CST);
  const std::int64_t left = __atomic_sub_fetch(&calls->left, 1, __ATOMIC_SEQ_CST);
  if (left >= 0) return Answer::kSuccess;
  __atomic_add_fetch(&calls->refused, 1, __ATOMIC_SEQ_CST);
  return left == -1 ? Answer::kLast : Answer::kFull;
}

bool is_full() {
  if (ask() == Answer::kSuccess) return false;
  errno = ENOSPC;
  return true;
}

/** How many of the bytes can be written; 0 with errno set if none. */
std::size_t room(std::size_t bytes) {
  const Answer answer = ask();
  if (answer == Answer::kSuccess || bytes == 0) return bytes;
  if (answer == Answer::kLast && bytes > 1) return bytes / 2;
  errno = ENOSPC;
  return 0;
}

bool makes(int flags, int folder, const char* path) {
  if ((flags & O_CREAT) == 0 || !is_on_disk(path)) return false;
  struct stat found;
  return fstatat(folder, path, &found, AT_SYMLINK_NOFOLLOW) != 0;
}

/** All of the bytes; 0 is a stream's failure. */
ssize_t write_to(void* cookie, const char* bytes, size_t count) {
  const int descriptor = static_cast<int>(reinterpret_cast<std::intptr_t>(cookie));
  for (std::size_t done = 0; done < count;) {
    const ssize_t written = write(descriptor, bytes + done, count - done);
    if (written < 0) return 0;
    done += static_cast<std::size_t>(written);
  }
  return static_cast<ssize_t>(count);
}

int close_of(void* cookie) { return close(static_cast<int>(reinterpret_cast<std::intptr_t>(cookie))); }

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

mode_t mode_of(int flags, va_list& more) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  static auto real = next<int (*)(const char*, int, ...)>("open");
  return makes(flags, AT_FDCWD, path) && is_full() ? -1 : real(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  static auto real = next<int (*)(const char*, int, ...)>("open64");
  return makes(flags, AT_FDCWD, path) && is_full() ? -1 : real(path, flags, mode);
}

int openat64(int folder, const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  static auto real = next<int (*)(int, const char*, int, ...)>("openat64");
  return makes(flags, folder, path) && is_full() ? -1 : real(folder, path, flags, mode);
}

int mkdir(const char* path, mode_t mode) {
  static auto real = next<int (*)(const char*, mode_t)>("mkdir");
  struct stat found;
  return is_on_disk(path) && lstat(path, &found) != 0 && is_full() ? -1 : real(path, mode);
}

int rename(const char* from, const char* to) {
  static auto real = next<int (*)(const char*, const char*)>("rename");
  return is_on_disk(to) && is_full() ? -1 : real(from, to);
}

ssize_t write(int descriptor, const void* bytes, size_t count) {
  static auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  if (!is_on_disk(descriptor)) return real(descriptor, bytes, count);
  const size_t most = room(count);
  return most == 0 && count > 0 ? -1 : real(descriptor, bytes, most);
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t count, off64_t at) {
  static auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  if (!is_on_disk(descriptor)) return real(descriptor, bytes, count, at);
  const size_t most = room(count);
  return most == 0 && count > 0 ? -1 : real(descriptor, bytes, most, at);
}

ssize_t writev(int descriptor, const struct iovec* parts, int count) {
  static auto real = next<ssize_t (*)(int, const struct iovec*, int)>("writev");
  if (!is_on_disk(descriptor)) return real(descriptor, parts, count);
  return is_full() ? -1 : real(descriptor, parts, count);
}

int fsync(int descriptor) {
  static auto real = next<int (*)(int)>("fsync");
  return is_on_disk(descriptor) && is_full() ? -1 : real(descriptor);
}

int fdatasync(int descriptor) {
  static auto real = next<int (*)(int)>("fdatasync");
  return is_on_disk(descriptor) && is_full() ? -1 : real(descriptor);
}

// The C library's own streams write past the functions above.
FILE* fopen(const char* path, const char* mode) {
  static auto real = next<FILE* (*)(const char*, const char*)>("fopen");
  if (mode[0] != 'w' || !is_on_disk(path)) return real(path, mode);
  const int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (descriptor < 0) return nullptr;
  return fopencookie(reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)), mode, {nullptr, write_to, nullptr, close_of});
}

}  // extern "C"
