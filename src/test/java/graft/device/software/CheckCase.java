package graft.device.software;

import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.function;
import static graft.device.software.DriverCalls.launch;
import static graft.device.software.DriverCalls.ok;
import static graft.device.software.DriverCalls.upload;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/**
 * A launch of a kernel of src/test/cuda in checking mode: one with a planted fault and what is to
 * be found, or a sound one.
 */
record CheckCase(
    String name,
    String kernel,
    int grid,
    int block,
    Supplier<List<Pointer>> arguments,
    String check,
    int status,
    String finding) {

  private static final List<CheckCase> ALL =
      List.of(
          fault(
              "writes past the end",
              "writes_past_the_end",
              1,
              4,
              () -> List.of(written(4), number(4)),
              "memory",
              700,
              "block (0,0,0), thread (3,0,0): writes 4 bytes at byte 16 of an allocation of 16 bytes"),
          fault(
              "reads before the begin",
              "reads_before_the_begin",
              1,
              4,
              () -> List.of(written(4), written(4)),
              "memory",
              700,
              "block (0,0,0), thread (0,0,0): reads 4 bytes at byte -4 of an allocation of 16 bytes"),
          fault(
              "writes through null",
              "writes_through_null",
              1,
              1,
              () -> List.of(Pointer.to(new Pointer())),
              "memory",
              700,
              "writes 4 bytes at address 0x0, which is in no allocation"),
          fault(
              "index past shared",
              "index_past_shared",
              1,
              64,
              () -> List.of(written(64), number(1)),
              "memory",
              700,
              "thread (63,0,0): index 64 is outside its array, at faults.cu:"),
          fault(
              "reads what nothing wrote",
              "copies",
              2,
              4,
              () -> List.of(undefined(4), written(4)),
              "memory",
              719,
              "of an allocation of 16 bytes, which nothing has written: undefined value"),
          fault(
              "reads undefined shared",
              "reads_undefined_shared",
              1,
              64,
              () -> List.of(written(64)),
              "memory",
              719,
              "of shared memory, which nothing has written: undefined value"),
          fault(
              "reads misaligned vector",
              "copies_vectors",
              1,
              1,
              () -> List.of(written(8), written(8), number(1)),
              "memory",
              716,
              "byte 4 of an allocation of 32 bytes as if it were a multiple of 16, at faults.cu:"),
          fault(
              "all write one",
              "all_write_one",
              1,
              2,
              () -> List.of(written(1)),
              "race",
              719,
              "in the same launch without a barrier between: race"),
          fault(
              "blocks write one",
              "blocks_write_one",
              2,
              32,
              () -> List.of(written(1)),
              "race",
              719,
              "writes 4 bytes at byte 0 of an allocation of 4 bytes, which block"),
          fault(
              "reverses without barrier",
              "reverse_without_barrier",
              1,
              64,
              () -> List.of(written(64), written(64)),
              "race",
              719,
              "of shared memory, which block (0,0,0), thread"),
          fault(
              "tree without warp barriers",
              "tree_without_warp_barriers",
              1,
              32,
              () -> List.of(written(32), written(1), number(0)),
              "race",
              719,
              "in the same launch without a barrier between: race"),
          fault(
              "reads what others add to",
              "reads_what_others_add_to",
              1,
              8,
              () -> List.of(written(1), written(8)),
              "race",
              719,
              "read in the same launch without a barrier between: race"),
          fault(
              "writes bytes twice",
              "writes_bytes_twice",
              1,
              4,
              () -> List.of(written(1)),
              "race",
              719,
              "writes 1 bytes at byte"),
          sound("copies", "copies", 1, 4, () -> List.of(written(4), undefined(4))),
          sound(
              "copies vectors",
              "copies_vectors",
              1,
              1,
              () -> List.of(written(8), undefined(8), number(4))),
          sound(
              "stays in shared",
              "index_past_shared",
              1,
              64,
              () -> List.of(undefined(64), number(0))),
          sound("writes bytes", "writes_bytes", 1, 8, () -> List.of(undefined(2))),
          sound(
              "reverses",
              "reverse_blocks",
              4,
              96,
              () -> List.of(written(4 * 96), undefined(4 * 96))),
          sound(
              "tree",
              "tree_without_warp_barriers",
              1,
              32,
              () -> List.of(written(32), undefined(1), number(1))),
          sound("sums", "block_sum", 5, 256, () -> List.of(written(5 * 256), undefined(5))),
          sound(
              "counts",
              "histogram",
              3,
              64,
              () -> List.of(written(192), written(192), written(1), number(192))));

  /** Found by one of the two checks, which fails the launch with a status. */
  private static CheckCase fault(
      String name,
      String kernel,
      int grid,
      int block,
      Supplier<List<Pointer>> arguments,
      String check,
      int status,
      String finding) {
    return new CheckCase(name, kernel, grid, block, arguments, check, status, finding);
  }

  private static CheckCase sound(
      String name, String kernel, int grid, int block, Supplier<List<Pointer>> arguments) {
    return new CheckCase(name, kernel, grid, block, arguments, "", 0, "");
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

  @Override
  public String toString() {
    return name;
  }

  /** Launches it and answers how the wait for it ended. */
  int run(CUmodule module) {
    ok(launch(function(module, kernel), grid, block, arguments.get().toArray(Pointer[]::new)));
    return JCudaDriver.cuCtxSynchronize();
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
}
