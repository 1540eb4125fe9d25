package graft.device.software;

import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.function;
import static graft.device.software.DriverCalls.launch;
import static graft.device.software.DriverCalls.ok;
import static graft.device.software.DriverCalls.upload;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;

/**
 * Work in checking mode: with a planted fault and what is to be found, or sound. Mostly the launch
 * of a kernel of src/test/cuda.
 */
record CheckCase(
    String name,
    String check,
    int status,
    String subject,
    String finding,
    Consumer<CUmodule> work) {

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
              launches("copies", 1, 4, () -> List.of(copyOf(allocate(16), 4), written(4)))),
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
              module -> fillsPastTheEnd()),
          sound("copies", launches("copies", 1, 4, () -> List.of(written(4), undefined(4)))),
          sound(
              "copies vectors",
              launches(
                  "copies_vectors",
                  1,
                  1,
                  () -> List.of(written(8), undefined(8), number(4), number(4)))),
          sound(
              "stays in shared",
              launches("index_past_shared", 1, 64, () -> List.of(undefined(64), number(0)))),
          sound("writes bytes", launches("writes_bytes", 1, 8, () -> List.of(undefined(2)))),
          sound(
              "reverses",
              launches("reverse_blocks", 4, 96, () -> List.of(written(4 * 96), undefined(4 * 96)))),
          sound(
              "tree",
              launches(
                  "tree_without_warp_barriers",
                  1,
                  32,
                  () -> List.of(written(32), undefined(1), number(1)))),
          sound(
              "sums", launches("block_sum", 5, 256, () -> List.of(written(5 * 256), undefined(5)))),
          sound(
              "waits for its half",
              launches(
                  "waits_for_half", 1, 32, () -> List.of(written(32), undefined(16), number(0)))),
          sound(
              "counts",
              launches(
                  "histogram",
                  3,
                  64,
                  () -> List.of(written(192), written(192), written(1), number(192)))),
          sound(
              "copies a copy",
              launches("copies", 1, 4, () -> List.of(copyOf(upload(1, 2, 3, 4), 4), undefined(4)))),
          sound("adds", module -> adds(upload(1, 2, 3, 4), upload(1, 2, 3, 4))));

  /** Found by one of the two checks, which fails the context with a status. */
  private static CheckCase fault(
      String name,
      String check,
      int status,
      String subject,
      String finding,
      Consumer<CUmodule> work) {
    return new CheckCase(name, check, status, subject, finding, work);
  }

  private static CheckCase sound(String name, Consumer<CUmodule> work) {
    return new CheckCase(name, "", 0, "", "", work);
  }

  static List<CheckCase> all() {
    return ALL;
  }

  static List<CheckCase> faults() {
    return ALL.stream().filter(each -> !each.check.isEmpty()).toList();
  }

  static List<CheckCase> soundOnes() {
    return ALL.stream().filter(each -> each.check.isEmpty()).toList();
  }

  /** Does it with the kernels of src/test/cuda and answers how the wait for it ended. */
  int run(CUmodule module) {
    work.accept(module);
    return JCudaDriver.cuCtxSynchronize();
  }

  @Override
  public String toString() {
    return name;
  }

  private static Consumer<CUmodule> launches(
      String kernel, int grid, int block, Supplier<List<Pointer>> arguments) {
    return module -> {
      Pointer[] given = arguments.get().toArray(Pointer[]::new);
      ok(launch(function(module, kernel), grid, block, given));
    };
  }

  private static void adds(CUdeviceptr x, CUdeviceptr y) {
    cublasHandle handle = new cublasHandle();
    ok(JCublas2.cublasCreate(handle));
    ok(JCublas2.cublasSaxpy(handle, 4, Pointer.to(new float[] {1}), x, 1, y, 1));
    ok(JCublas2.cublasDestroy(handle));
  }

  /** No call of ours writes past an allocation, so the host does, whose memory it is. */
  private static void fillsPastTheEnd() {
    CUdeviceptr x = allocate(16);
    ok(JCudaDriver.cuMemcpyDtoH(x.withByteOffset(16), upload(1), 4));
    ok(JCudaDriver.cuMemsetD32(x, 0, 4));
  }

  /** So many words 0, 1, 2 ... */
  private static Pointer written(int count) {
    return Pointer.to(upload(IntStream.range(0, count).toArray()));
  }

  private static Pointer undefined(int count) {
    return Pointer.to(allocate(4L * count));
  }

  private static Pointer number(int value) {
    return Pointer.to(new int[] {value});
  }

  private static Pointer freed(int count) {
    CUdeviceptr pointer = allocate(4L * count);
    ok(JCudaDriver.cuMemFree(pointer));
    return Pointer.to(pointer);
  }

  private static Pointer copyOf(CUdeviceptr words, int count) {
    CUdeviceptr copy = allocate(4L * count);
    ok(JCudaDriver.cuMemcpyDtoD(copy, words, 4L * count));
    return Pointer.to(copy);
  }
}
