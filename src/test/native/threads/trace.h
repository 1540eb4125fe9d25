// Recordings, begun and ended as Java does it.
#pragma once

namespace graft::threads {

void start_trace(long limit);
// Writes what was recorded; 0 or an errno.
int stop_trace(const char* path);

}  // namespace graft::threads
