package graft.device.software;

import static graft.device.software.CheckCase.fault;
import static graft.device.software.CheckWork.adds;
import static graft.device.software.CheckWork.copied;
import static graft.device.software.CheckWork.fillsPastTheEnd;
import static graft.device.software.CheckWork.freed;
import static graft.device.software.CheckWork.launches;
import static graft.device.software.CheckWork.number;
import static graft.device.software.CheckWork.undefined;
import static graft.device.software.CheckWork.written;
import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.upload;

import java.util.List;
import jcuda.Pointer;

/** One fault each, and what checking mode must say of it. */
final class PlantedFaults {
  private static final List<CheckCase> ALL =
      List.of(
          fault(
              "writes past the end",
              "memory",
              700,
              "kernel writes_past_the_end, block",
              "block (0,0,0), thread (3,0,0): writes 4 bytes at byte 16 of an allocation of 16 bytes",
              launches("writes_past_the_end", 1, 4, () -> List.of(written(4), number(4)))),
          fault(
              "reads before the begin",
              "memory",
              700,
              "kernel reads_before_the_begin, block",
              "block (0,0,0), thread (0,0,0): reads 4 bytes at byte -4 of an allocation of 16 bytes",
              launches("reads_before_the_begin", 1, 4, () -> List.of(written(4), written(4)))),
          fault(
              "writes through null",
              "memory",
              700,
              "kernel writes_through_null, block",
              "writes 4 bytes at address 0x0, which is in no allocation",
              launches("writes_through_null", 1, 1, () -> List.of(Pointer.to(new Pointer())))),
          fault(
              "index past shared",
              "memory",
              700,
              "kernel index_past_shared, block",
              "thread (63,0,0): index 64 is outside its array, at faults.cu:",
              launches("index_past_shared", 1, 64, () -> List.of(written(64), number(1)))),
          fault(
              "reads what nothing wrote",
              "memory",
              719,
              "kernel copies, block",
              "of an allocation of 16 bytes, which nothing has written: undefined value",
              launches("copies", 2, 4, () -> List.of(undefined(4), written(4)))),
          fault(
              "reads undefined shared",
              "memory",
              719,
              "kernel reads_undefined_shared, block",
              "of the 256 of __shared__ reads_undefined_shared::kept, which nothing has written: undefined value",
              launches("reads_undefined_shared", 1, 64, () -> List.of(written(64)))),
          fault(
              "relies on another block",
              "memory",
              719,
              "kernel relies_on_another_block, block",
              "reads 4 bytes at byte 0 of the 4 of __shared__ relies_on_another_block::kept, which nothing has written",
              launches("relies_on_another_block", 2, 1, () -> List.of(written(1), undefined(1)))),
          fault(
              "reads misaligned vector",
              "memory",
              716,
              "kernel copies_vectors, block",
              "byte 4 of an allocation of 32 bytes as if it were a multiple of 16, at faults.cu:",
              launches(
                  "copies_vectors",
                  1,
                  1,
                  () -> List.of(written(8), written(8), number(1), number(0)))),
          fault(
              "writes misaligned vector",
              "memory",
              716,
              "kernel copies_vectors, block",
              "byte 8 of an allocation of 32 bytes as if it were a multiple of 16, at faults.cu:",
              launches(
                  "copies_vectors",
                  1,
                  1,
                  () -> List.of(written(8), written(8), number(0), number(2)))),
          fault(
              "all write one",
              "race",
              719,
              "kernel all_write_one, block",
              "in the same launch without a barrier between: race",
              launches("all_write_one", 1, 2, () -> List.of(written(1)))),
          fault(
              "blocks write one",
              "race",
              719,
              "kernel blocks_write_one, block",
              "writes 4 bytes at byte 0 of an allocation of 4 bytes, which block",
              launches("blocks_write_one", 2, 32, () -> List.of(written(1)))),
          fault(
              "reverses without barrier",
              "race",
              719,
              "kernel reverse_without_barrier, block",
              "of the 256 of __shared__ reverse_without_barrier::kept, which block (0,0,0), thread",
              launches("reverse_without_barrier", 1, 64, () -> List.of(written(64), written(64)))),
          fault(
              "tree without warp barriers",
              "race",
              719,
              "kernel tree_without_warp_barriers, block",
              "in the same launch without a barrier between: race",
              launches(
                  "tree_without_warp_barriers",
                  1,
                  32,
                  () -> List.of(written(32), written(1), number(0)))),
          fault(
              "waits for the wrong half",
              "race",
              719,
              "kernel waits_for_half, block",
              "of the 128 of __shared__ waits_for_half::kept, which block (0,0,0), thread",
              launches(
                  "waits_for_half", 1, 32, () -> List.of(written(32), undefined(16), number(16)))),
          fault(
              "reads what others add to",
              "race",
              719,
              "kernel reads_what_others_add_to, block",
              "read in the same launch without a barrier between: race",
              launches("reads_what_others_add_to", 1, 8, () -> List.of(written(1), written(8)))),
          fault(
              "writes bytes twice",
              "race",
              719,
              "kernel writes_bytes_twice, block",
              "writes 1 bytes at byte",
              launches("writes_bytes_twice", 1, 4, () -> List.of(written(1)))),
          fault(
              "waits in a loop",
              "race",
              719,
              "kernel waits_in_a_loop, block (0,0,0), thread",
              "__syncthreads in a GRID_STRIDE_KERNEL, which has no barriers",
              launches("waits_in_a_loop", 1, 4, () -> List.of(written(3), number(3)))),
          fault(
              "waits for some",
              "race",
              719,
              "kernel broken_barrier, block (0,0,0): ",
              "waits at a barrier that not all of its threads reach",
              launches("broken_barrier", 1, 64, () -> List.of(written(64)))),
          fault(
              "hands over freed memory",
              "memory",
              700,
              "copies",
              "copies is given 1 bytes at byte 0 of a freed allocation of 16 bytes: illegal address",
              launches("copies", 1, 4, () -> List.of(freed(4), written(4)))),
          fault(
              "copies what nothing wrote",
              "memory",
              719,
              "kernel copies, block",
              "which nothing has written: undefined value",
              launches("copies", 1, 4, () -> List.of(copied(allocate(16), 4), written(4)))),
          fault(
              "adds what nothing wrote",
              "memory",
              719,
              "cublasSaxpy_v2",
              "cublasSaxpy_v2 reads byte 0 of an allocation of 16 bytes, which nothing has written: undefined value",
              module -> adds(allocate(16), upload(1, 2, 3, 4))),
          fault(
              "fills past the end",
              "memory",
              700,
              "cuMemsetD32_v2",
              "cuMemsetD32_v2 wrote byte 16 of an allocation of 16 bytes: illegal address",
              module -> fillsPastTheEnd()));

  private PlantedFaults() {}

  static List<CheckCase> all() {
    return ALL;
  }
}
