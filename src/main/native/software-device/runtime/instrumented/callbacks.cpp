// What g++ calls in kernels compiled with -fsanitize=thread,alignment,bounds, in the place of its own runtime libraries: every
// load and store by address and size, every pointer that is misaligned for its type, every constant array's index beyond it.
// Linked into each checked library of kernels.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../check/launch.h"

using graft::soft::check::access;
using graft::soft::check::Kind;

#define GRAFT_ACCESS(bytes)                                                                              \
  extern "C" void __tsan_read##bytes(void* address) { access(Kind::kRead, address, bytes); }             \
  extern "C" void __tsan_write##bytes(void* address) { access(Kind::kWrite, address, bytes); }           \
  extern "C" void __tsan_unaligned_read##bytes(void* address) { access(Kind::kRead, address, bytes); }   \
  extern "C" void __tsan_unaligned_write##bytes(void* address) { access(Kind::kWrite, address, bytes); }
GRAFT_ACCESS(1)
GRAFT_ACCESS(2)
GRAFT_ACCESS(4)
GRAFT_ACCESS(8)
GRAFT_ACCESS(16)

extern "C" void __tsan_read_range(void* address, std::size_t bytes) { access(Kind::kRead, address, bytes); }
extern "C" void __tsan_write_range(void* address, std::size_t bytes) { access(Kind::kWrite, address, bytes); }
extern "C" void __tsan_init() {}

namespace {

// As libubsan's ABI has them.
struct SourceLocation {
  const char* file;
  std::uint32_t line, column;
};
struct TypeMismatch {
  SourceLocation location;
  const void* type;
  unsigned char log_alignment, kind;
};
struct OutOfBounds {
  SourceLocation location;
  const void *array_type, *index_type;
};

const char* name_of(const SourceLocation& location) {
  const char* slash = std::strrchr(location.file, '/');
  return slash == nullptr ? location.file : slash + 1;
}

}  // namespace

extern "C" void __ubsan_handle_type_mismatch_v1(const TypeMismatch* data, void* address) {
  graft::soft::check::misaligned(address, std::size_t{1} << data->log_alignment, name_of(data->location), data->location.line);
}
extern "C" void __ubsan_handle_out_of_bounds(const OutOfBounds* data, void* index) {
  graft::soft::check::index_out_of_bounds(static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(index)), name_of(data->location), data->location.line);
}
