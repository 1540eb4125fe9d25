// The one thread that runs submitted work, in the order of submission: a legal serialisation of all streams.
#pragma once

#include <cstdint>

#include "runtime.h"

namespace graft::soft {

using Ticket = std::uint64_t;  // the how-manieth piece of work; 0 is before the first

// Queues work; waits while too much is queued already. Answers its ticket.
Ticket enqueue(std::function<void()> work);

bool finished(Ticket ticket);
void wait_for(Ticket ticket);
Ticket last_ticket();

// Runs one operation on the calling (executor's) thread: looks at its operands, then does it.
void run_operation(const Operation& operation);

// The error that every call answers from now on; 0 while all is well.
Status sticky_error();
void clear_sticky_error();

}  // namespace graft::soft
