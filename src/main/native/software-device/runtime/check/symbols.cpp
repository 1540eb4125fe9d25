#include "symbols.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <elf.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <vector>

namespace graft::soft::check {

namespace {

template <class T>
std::vector<T> read_table(std::ifstream& file, std::uint64_t offset, std::uint64_t bytes) {
  std::vector<T> table(bytes / sizeof(T));
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(reinterpret_cast<char*>(table.data()), static_cast<std::streamsize>(table.size() * sizeof(T)));
  return table;
}

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(name, nullptr, nullptr, &status), std::free);
  return status == 0 ? text.get() : name;
}

}  // namespace

Variable variable_at(std::uintptr_t address) {
  Dl_info image;
  if (dladdr(reinterpret_cast<void*>(address), &image) == 0) return {};
  const std::uintptr_t base = reinterpret_cast<std::uintptr_t>(image.dli_fbase);
  std::ifstream file(image.dli_fname, std::ios::binary);
  const auto header = read_table<Elf64_Ehdr>(file, 0, sizeof(Elf64_Ehdr));
  if (!file) return {};
  const auto sections = read_table<Elf64_Shdr>(file, header[0].e_shoff, header[0].e_shnum * sizeof(Elf64_Shdr));
  for (const Elf64_Shdr& section : sections) {
    if (section.sh_type != SHT_SYMTAB) continue;
    const Elf64_Shdr& strings = sections[section.sh_link];
    auto names = read_table<char>(file, strings.sh_offset, strings.sh_size);
    for (const Elf64_Sym& symbol : read_table<Elf64_Sym>(file, section.sh_offset, section.sh_size))
      if (ELF64_ST_TYPE(symbol.st_info) == STT_OBJECT && address - base - symbol.st_value < symbol.st_size)
        return {demangled(&names[symbol.st_name]), base + symbol.st_value, symbol.st_size};
  }
  return {};
}

}  // namespace graft::soft::check
