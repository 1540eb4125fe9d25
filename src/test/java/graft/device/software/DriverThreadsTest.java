package graft.device.software;

import static graft.device.software.DriverCalls.INVALID_HANDLE;
import static graft.device.software.DriverCalls.INVALID_VALUE;
import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.download;
import static graft.device.software.DriverCalls.function;
import static graft.device.software.DriverCalls.launch;
import static graft.device.software.DriverCalls.ok;
import static graft.device.software.DriverCalls.testModule;
import static graft.device.software.DriverCalls.upload;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels of many blocks and warps against plain Java, and the functions that name them. */
@SoftwareOnly("it tests the software device")
class DriverThreadsTest {
  private static final int INVALID_IMAGE = 200;

  private CUmodule module;

  @BeforeEach
  void start() {
    SoftwareDriver.start();
    module = testModule();
  }

  private static int[] random(int count, int bound) {
    return new Random(count).ints(count, 0, bound).toArray();
  }

  private static Pointer number(int value) {
    return Pointer.to(new int[] {value});
  }

  @Test
  void atomicsOfAllBlocksAddUp() {
    int[] x = random(20_000, 16);
    int[] counts = new int[16];
    int sum = 0;
    for (int value : x) {
      counts[value]++;
      sum += value;
    }
    CUdeviceptr input = upload(x);
    CUdeviceptr output = upload(new int[17]);
    ok(
        launch(
            function(module, "histogram"),
            158,
            127,
            Pointer.to(input),
            Pointer.to(output),
            Pointer.to(output.withByteOffset(64)),
            number(x.length)));
    int[] found = download(output, 17);
    for (int value = 0; value < 16; value++) {
      assertThat(found[value]).isEqualTo(counts[value]);
    }
    assertThat(Float.intBitsToFloat(found[16])).isEqualTo(sum);
    ok(JCudaDriver.cuMemFree(input));
    ok(JCudaDriver.cuMemFree(output));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 33, 255, 1024})
  void blocksOfAnySizeShareMemory(int threads) {
    int blocks = 40;
    int[] x = random(blocks * threads, 1 << 30);
    CUdeviceptr input = upload(x);
    CUdeviceptr output = upload(new int[x.length]);
    ok(
        launch(
            function(module, "reverse_blocks"),
            blocks,
            threads,
            Pointer.to(input),
            Pointer.to(output)));
    int[] expected = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      int first = i / threads * threads;
      expected[i] = x[first + threads - 1 - (i - first)];
    }
    assertThat(download(output, x.length)).containsExactly(expected);
    ok(JCudaDriver.cuMemFree(input));
    ok(JCudaDriver.cuMemFree(output));
  }

  /** By the table of __shfl_sync in the CUDA C++ Programming Guide, section 7.22. */
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 32})
  void shufflesStayInTheirPartOfTheWarp(int width) {
    int[] x = random(64, 1000);
    CUdeviceptr input = upload(x);
    CUdeviceptr output = allocate(4L * 256);
    for (int by : new int[] {1, 3, 9}) {
      ok(
          launch(
              function(module, "shuffles_in_part"),
              1,
              64,
              Pointer.to(input),
              Pointer.to(output),
              number(by),
              number(width)));
      int[] found = download(output, 256);
      for (int i = 0; i < 64; i++) {
        int first = i / width * width;
        int lane = i - first;
        // xor may reach into earlier parts of the warp, not into later ones.
        int crossed = i / 32 * 32 + (i % 32 ^ by);
        assertThat(found[i]).isEqualTo(x[first + by % width]);
        assertThat(found[64 + i]).isEqualTo(lane + by < width ? x[i + by] : x[i]);
        assertThat(found[128 + i]).isEqualTo(lane >= by ? x[i - by] : x[i]);
        assertThat(found[192 + i]).isEqualTo(crossed < first + width ? x[crossed] : x[i]);
      }
    }
    ok(JCudaDriver.cuMemFree(input));
    ok(JCudaDriver.cuMemFree(output));
  }

  @Test
  void warpsReduceByShuffles() {
    int warps = 3 * 9;
    float[] x = new float[32 * warps];
    float[] sums = new float[2 * warps];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 37 - 11;
      sums[i / 32] += x[i];
      sums[warps + i / 32] += x[i];
    }
    try (DeviceFloats input = DeviceFloats.of(x);
        DeviceFloats output = DeviceFloats.filled(2 * warps, Float.NaN)) {
      ok(
          launch(
              function(module, "warp_sums"),
              9,
              96,
              Pointer.to(input.pointer()),
              Pointer.to(output.pointer()),
              number(warps)));
      assertThat(output.read()).containsExactly(sums);
    }
  }

  @Test
  void parametersMustBeGiven() {
    ok(launch(function(module, "nothing"), 1, 1));
    CUfunction affine = function(module, "affine");
    assertThat(JCudaDriver.cuLaunchKernel(affine, 1, 1, 1, 1, 1, 1, 0, null, null, null))
        .isEqualTo(INVALID_VALUE);
    Pointer both = Pointer.to(new long[1]);
    assertThat(JCudaDriver.cuLaunchKernel(affine, 1, 1, 1, 1, 1, 1, 0, null, both, both))
        .as("parameters given in both ways")
        .isEqualTo(INVALID_VALUE);
    ok(JCudaDriver.cuCtxSynchronize());
  }

  @Test
  void functionsGoWithTheirModule() {
    CUfunction nothing = function(module, "nothing");
    assertThat(function(module, "nothing")).isEqualTo(nothing);
    ok(JCudaDriver.cuModuleUnload(module));
    assertThat(launch(nothing, 1, 1)).isEqualTo(INVALID_HANDLE);
    assertThat(JCudaDriver.cuFuncGetAttribute(new int[1], 0, nothing)).isEqualTo(INVALID_HANDLE);
  }

  @Test
  void aFileThatIsNoModuleIsABadImage(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("noise.cubin"), "not a module");
    assertThat(JCudaDriver.cuModuleLoad(new CUmodule(), file.toString())).isEqualTo(INVALID_IMAGE);
  }
}
