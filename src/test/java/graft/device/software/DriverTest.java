package graft.device.software;

import static graft.device.software.DriverCalls.INVALID_HANDLE;
import static graft.device.software.DriverCalls.INVALID_VALUE;
import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.download;
import static graft.device.software.DriverCalls.event;
import static graft.device.software.DriverCalls.function;
import static graft.device.software.DriverCalls.launch;
import static graft.device.software.DriverCalls.ok;
import static graft.device.software.DriverCalls.stream;
import static graft.device.software.DriverCalls.testModule;
import static graft.device.software.DriverCalls.upload;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import jcuda.Pointer;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Memory, streams, events, modules and launches of the software device's driver: what they do and
 * what they refuse.
 */
@SoftwareOnly("it tests the software device")
class DriverTest {
  private static final int OUT_OF_MEMORY = 2;
  private static final int INVALID_IMAGE = 200;
  private static final int FILE_NOT_FOUND = 301;
  private static final int NOT_FOUND = 500;
  private static final int NOT_SUPPORTED = 801;

  @BeforeEach
  void start() {
    SoftwareDriver.start();
  }

  @Test
  void copiesAndFills() {
    CUdeviceptr a = upload(1, 2, 3, 4);
    CUdeviceptr b = allocate(16);
    ok(JCudaDriver.cuMemcpyDtoD(b, a, 16));
    ok(JCudaDriver.cuMemsetD32(b.withByteOffset(4), 9, 2));
    assertThat(download(b, 4)).containsExactly(1, 9, 9, 4);
    ok(JCudaDriver.cuMemsetD8(b, (byte) 0x11, 4));
    assertThat(download(b, 1)).containsExactly(0x11111111);
    ok(JCudaDriver.cuMemFree(a));
    ok(JCudaDriver.cuMemFree(b));
  }

  @Test
  void refusesCopiesBeyondAnAllocation() {
    CUdeviceptr memory = allocate(16);
    int[] five = new int[5];
    assertThat(JCudaDriver.cuMemcpyHtoD(memory, Pointer.to(five), 20)).isEqualTo(INVALID_VALUE);
    assertThat(JCudaDriver.cuMemcpyDtoH(Pointer.to(five), memory, 20)).isEqualTo(INVALID_VALUE);
    assertThat(JCudaDriver.cuMemcpyDtoH(Pointer.to(five), memory.withByteOffset(4), 16))
        .isEqualTo(INVALID_VALUE);
    assertThat(JCudaDriver.cuMemsetD32(memory, 0, 5)).isEqualTo(INVALID_VALUE);
    assertThat(JCudaDriver.cuMemsetD32(memory.withByteOffset(2), 0, 1)).isEqualTo(INVALID_VALUE);
    ok(JCudaDriver.cuMemFree(memory));
  }

  @Test
  void refusesFreedAndForeignMemory() {
    CUdeviceptr memory = allocate(16);
    CUdeviceptr inside = memory.withByteOffset(4);
    assertThat(JCudaDriver.cuMemFree(inside)).isEqualTo(INVALID_VALUE);
    ok(JCudaDriver.cuMemFree(memory));
    assertThat(JCudaDriver.cuMemFree(memory)).isEqualTo(INVALID_VALUE);
    assertThat(JCudaDriver.cuMemcpyDtoH(Pointer.to(new int[1]), memory, 4))
        .isEqualTo(INVALID_VALUE);
    ok(JCudaDriver.cuMemFree(new CUdeviceptr()));
  }

  @Test
  void memoryIsBounded() {
    long[] free = new long[1];
    long[] total = new long[1];
    ok(JCudaDriver.cuMemGetInfo(free, total));
    assertThat(free[0]).isBetween(1L, total[0]);
    CUdeviceptr pointer = new CUdeviceptr();
    assertThat(JCudaDriver.cuMemAlloc(pointer, free[0] + 1)).isEqualTo(OUT_OF_MEMORY);
    assertThat(JCudaDriver.cuMemAlloc(pointer, Long.MAX_VALUE)).isEqualTo(OUT_OF_MEMORY);
    assertThat(JCudaDriver.cuMemAlloc(pointer, 0)).isEqualTo(INVALID_VALUE);
  }

  @Test
  void theDeviceTellsHowMuchMemoryItHas() {
    CUdevice device = new CUdevice();
    ok(JCudaDriver.cuDeviceGet(device, 0));
    long[] total = new long[1];
    ok(JCudaDriver.cuMemGetInfo(new long[1], total));
    long[] told = new long[1];
    ok(JCudaDriver.cuDeviceTotalMem(told, device));
    assertThat(told).isEqualTo(total);
  }

  @Test
  void pinnedMemoryComesAndGoes() {
    Pointer pinned = new Pointer();
    ok(JCudaDriver.cuMemAllocHost(pinned, 64));
    CUdeviceptr device = upload(5, 6);
    CUstream stream = stream();
    ok(JCudaDriver.cuMemcpyDtoHAsync(pinned, device, 8, stream));
    ok(JCudaDriver.cuMemcpyHtoDAsync(device.withByteOffset(4), pinned, 4, stream));
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertThat(download(device, 2)).containsExactly(5, 5);
    ok(JCudaDriver.cuMemFreeHost(pinned));
    assertThat(JCudaDriver.cuMemFreeHost(pinned)).isEqualTo(INVALID_VALUE);
  }

  @Test
  void refusesDeadStreamsAndEvents() {
    CUstream stream = stream();
    CUevent event = event();
    ok(JCudaDriver.cuStreamQuery(stream));
    ok(JCudaDriver.cuStreamDestroy(stream));
    assertThat(JCudaDriver.cuStreamDestroy(stream)).isEqualTo(INVALID_HANDLE);
    assertThat(JCudaDriver.cuStreamSynchronize(stream)).isEqualTo(INVALID_HANDLE);
    assertThat(JCudaDriver.cuEventRecord(event, stream)).isEqualTo(INVALID_HANDLE);
    assertThat(JCudaDriver.cuStreamCreate(new CUstream(), 8)).isEqualTo(INVALID_VALUE);
    ok(JCudaDriver.cuEventDestroy(event));
    assertThat(JCudaDriver.cuEventDestroy(event)).isEqualTo(INVALID_HANDLE);
    assertThat(JCudaDriver.cuEventQuery(event)).isEqualTo(INVALID_HANDLE);
    assertThat(JCudaDriver.cuEventQuery(new CUevent())).isEqualTo(INVALID_HANDLE);
  }

  @Test
  void eventsMeasureRealTime() {
    CUstream stream = stream();
    CUevent before = event();
    CUevent after = event();
    CUdeviceptr memory = allocate(64L << 20);
    float[] milliseconds = new float[1];
    ok(JCudaDriver.cuEventRecord(before, stream));
    assertThat(JCudaDriver.cuEventElapsedTime(milliseconds, before, after))
        .isEqualTo(INVALID_HANDLE);
    for (int i = 0; i < 20; i++) {
      ok(JCudaDriver.cuMemsetD32Async(memory, i, 16 << 20, stream));
    }
    ok(JCudaDriver.cuEventRecord(after, stream));
    // 20 fills of 64 MiB take tens of milliseconds: the calls were back long before.
    assertThat(JCudaDriver.cuEventQuery(after)).isEqualTo(600);
    ok(JCudaDriver.cuEventSynchronize(after));
    ok(JCudaDriver.cuEventElapsedTime(milliseconds, before, after));
    assertThat(milliseconds[0]).isPositive();
    CUevent untimed = new CUevent();
    ok(JCudaDriver.cuEventCreate(untimed, 2));
    ok(JCudaDriver.cuEventRecord(untimed, stream));
    assertThat(JCudaDriver.cuEventElapsedTime(milliseconds, before, untimed))
        .isEqualTo(INVALID_HANDLE);
    ok(JCudaDriver.cuMemFree(memory));
  }

  @Test
  void modulesAnswerForWhatTheyHold() {
    CUmodule module = testModule();
    assertThat(JCudaDriver.cuModuleGetFunction(new CUfunction(), module, "no_such_kernel"))
        .isEqualTo(NOT_FOUND);
    assertThat(JCudaDriver.cuModuleGetGlobal(new CUdeviceptr(), new long[1], module, "x"))
        .isEqualTo(NOT_FOUND);
    ok(JCudaDriver.cuModuleUnload(module));
    assertThat(JCudaDriver.cuModuleUnload(module)).isEqualTo(INVALID_HANDLE);
    assertThat(JCudaDriver.cuModuleGetFunction(new CUfunction(), module, "block_sum"))
        .isEqualTo(INVALID_HANDLE);
    byte[] noise = new byte[64];
    assertThat(JCudaDriver.cuModuleLoadData(new CUmodule(), noise)).isEqualTo(INVALID_IMAGE);
    assertThat(JCudaDriver.cuModuleLoad(new CUmodule(), "/no/such/file")).isEqualTo(FILE_NOT_FOUND);
  }

  @Test
  void launchesStayWithinTheLimitsOfCuda() {
    CUfunction sum = function(testModule(), "block_sum");
    CUdeviceptr x = allocate(4096);
    Pointer arguments = Pointer.to(Pointer.to(x), Pointer.to(x));
    int[][] refused = {
      {0, 1, 1, 1, 1, 1, 0},
      {1, 1, 1, 0, 1, 1, 0},
      {1, 1, 1, 1025, 1, 1, 0},
      {1, 1, 1, 1, 1, 65, 0},
      {1, 1, 1, 64, 32, 1, 0},
      {1, 65536, 1, 1, 1, 1, 0},
      {1, 1, 1, 1, 1, 1, 49153},
    };
    for (int[] shape : refused) {
      assertThat(
              JCudaDriver.cuLaunchKernel(
                  sum, shape[0], shape[1], shape[2], shape[3], shape[4], shape[5], shape[6], null,
                  arguments, null))
          .isEqualTo(INVALID_VALUE);
    }
    assertThat(launch(new CUfunction(), 1, 1)).isEqualTo(INVALID_HANDLE);
    ok(JCudaDriver.cuCtxSynchronize());
  }

  @Test
  void sharedMemoryAndBarriersReduceABlock() {
    int blocks = 7;
    float[] x = new float[256 * blocks];
    float[] expected = new float[blocks];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 13;
      expected[i / 256] += x[i];
    }
    CUdeviceptr input = allocate(4L * x.length);
    CUdeviceptr output = allocate(4L * blocks);
    ok(JCudaDriver.cuMemcpyHtoD(input, Pointer.to(x), 4L * x.length));
    ok(
        launch(
            function(testModule(), "block_sum"),
            blocks,
            256,
            Pointer.to(input),
            Pointer.to(output)));
    float[] found = new float[blocks];
    ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(found), output, 4L * blocks));
    assertThat(found).containsExactly(expected);
  }

  @Test
  void shufflesAndBallotsMoveBetweenLanes() {
    int[] x = new int[64];
    for (int i = 0; i < 64; i++) {
      x[i] = 3 * i + i / 32;
    }
    CUdeviceptr input = upload(x);
    CUdeviceptr output = allocate(4L * 256);
    CUmodule module = testModule();
    ok(launch(function(module, "shuffles"), 1, 64, Pointer.to(input), Pointer.to(output)));
    int[] found = download(output, 256);
    for (int i = 0; i < 64; i++) {
      int warp = i / 32 * 32;
      int lane = i % 32;
      assertThat(found[i]).isEqualTo(x[warp + 5]);
      assertThat(found[64 + i]).isEqualTo(lane + 3 < 32 ? x[i + 3] : x[i]);
      assertThat(found[128 + i]).isEqualTo(lane >= 2 ? x[i - 2] : x[i]);
      assertThat(found[192 + i]).isEqualTo(x[warp + (lane ^ 9)]);
    }

    ok(launch(function(module, "odd_lanes"), 1, 64, Pointer.to(input), Pointer.to(output)));
    // 3 i is odd where i is; in the second warp one is added.
    assertThat(download(output, 2)).containsExactly(0xAAAAAAAA, 0x55555555);
  }

  @Test
  void everyThreadOfThreeDimensionsRunsOnce() {
    CUdeviceptr count = upload(0);
    CUdeviceptr output = allocate(4L * 2 * 3 * 2 * 4 * 2 * 3);
    ok(
        JCudaDriver.cuLaunchKernel(
            function(testModule(), "indices"),
            2,
            3,
            2,
            4,
            2,
            3,
            0,
            null,
            Pointer.to(Pointer.to(count), Pointer.to(output)),
            null));
    assertThat(download(count, 1)).containsExactly(288);
    int[] found = download(output, 288);
    for (int i = 0; i < 288; i++) {
      int thread = i % 24;
      int block = i / 24;
      assertThat(found[i])
          .isEqualTo(
              1_000_000 * (block / 6)
                  + 10_000 * (block / 2 % 3)
                  + 1000 * (thread / 8)
                  + 100 * (thread / 4 % 2)
                  + 10 * (block % 2)
                  + thread % 4);
    }
  }

  @Test
  void unimplementedFunctionsSaySo() {
    assertThat(JCudaDriver.cuDeviceGetPCIBusId(new String[1], 16, new CUdevice()))
        .isEqualTo(NOT_SUPPORTED);
  }
}
