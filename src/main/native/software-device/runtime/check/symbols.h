// Names of variables in a shared object that is loaded.
#pragma once

#include <cstdint>
#include <string>

namespace graft::soft::check {

struct Variable {
  std::string name;  // demangled; empty where none was found
  std::uintptr_t address;
  std::size_t bytes;
};

// The variable at an address, from the symbol table of the file it was loaded from.
Variable variable_at(std::uintptr_t address);

}  // namespace graft::soft::check
