// What is known of device memory, kept up by everything that is not a kernel: copies, fills, cuBLAS and cuDNN. All of it does
// nothing unless GRAFT_CHECK asks for something.
#pragma once

#include <cstddef>

#include "../runtime.h"

namespace graft::soft::check {

// Fills a new allocation with NaN, and the ends of its guard zones beside it.
void poison(void* address, std::size_t bytes);

// What a copy brings: from the host all is defined, within the device what was.
void uploaded(const void* to, std::size_t bytes);
void copied(const void* to, const void* from, std::size_t bytes);

// Says that an operand is not wholly inside one live allocation.
void report_dead(const Operation& operation, const Operand& operand);

// Before an operation: 719 where it would read what nothing has written. After it: 700 where it wrote beyond an allocation.
// Says what was found on standard error.
Status before(const Operation& operation);
Status after(const Operation& operation);

}  // namespace graft::soft::check
