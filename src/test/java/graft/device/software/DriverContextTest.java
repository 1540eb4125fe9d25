package graft.device.software;

import static graft.device.software.DriverCalls.GLOBAL;
import static graft.device.software.DriverCalls.INVALID_HANDLE;
import static graft.device.software.DriverCalls.INVALID_VALUE;
import static graft.device.software.DriverCalls.allocate;
import static graft.device.software.DriverCalls.currentContext;
import static graft.device.software.DriverCalls.download;
import static graft.device.software.DriverCalls.event;
import static graft.device.software.DriverCalls.ok;
import static graft.device.software.DriverCalls.stream;
import static graft.device.software.DriverCalls.upload;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUstream;
import jcuda.driver.CUuuid;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contexts: which is current, and what goes with one. */
@SoftwareOnly("it tests the software device")
class DriverContextTest {
  private static final int INVALID_DEVICE = 101;
  private static final int INVALID_CONTEXT = 201;

  private CUcontext first;

  @BeforeEach
  void start() {
    SoftwareDriver.start();
    first = currentContext();
  }

  /** A context beside the first, and current. */
  private static CUcontext second() {
    CUdevice device = new CUdevice();
    ok(JCudaDriver.cuDeviceGet(device, 0));
    CUcontext made = new CUcontext();
    ok(JCudaDriver.cuCtxCreate(made, 0, device));
    assertThat(currentContext()).isEqualTo(made);
    return made;
  }

  @Test
  void destroyingAContextFreesItsOwnMemoryOnly() {
    CUdeviceptr kept = upload(1, 2, 3);
    long[] before = new long[1];
    ok(JCudaDriver.cuMemGetInfo(before, new long[1]));
    CUcontext second = second();
    CUdeviceptr lost = allocate(1 << 20);
    ok(JCudaDriver.cuCtxDestroy(second));
    assertThat(currentContext()).as("the one below on the stack").isEqualTo(first);
    long[] after = new long[1];
    ok(JCudaDriver.cuMemGetInfo(after, new long[1]));
    assertThat(after[0]).isEqualTo(before[0]);
    assertThat(JCudaDriver.cuMemcpyDtoH(Pointer.to(new int[1]), lost, 4)).isEqualTo(INVALID_VALUE);
    assertThat(JCudaDriver.cuMemFree(lost)).isEqualTo(INVALID_VALUE);
    assertThat(download(kept, 3)).containsExactly(1, 2, 3);
    ok(JCudaDriver.cuMemFree(kept));
  }

  @Test
  void streamsAndEventsGoWithTheirContextAndSoDoCaptures() {
    CUcontext second = second();
    CUstream stream = stream();
    CUstream capturing = stream();
    CUevent event = event();
    ok(JCudaDriver.cuStreamBeginCapture(capturing, GLOBAL));
    ok(JCudaDriver.cuCtxDestroy(second));
    assertThat(JCudaDriver.cuStreamQuery(stream)).isEqualTo(INVALID_HANDLE);
    assertThat(JCudaDriver.cuEventQuery(event)).isEqualTo(INVALID_HANDLE);
    // Nothing captures any more: this would be refused.
    ok(JCudaDriver.cuMemFree(allocate(64)));
  }

  @Test
  void theStackOfAThreadIsItsOwn() {
    CUcontext second = second();
    CUcontext popped = new CUcontext();
    ok(JCudaDriver.cuCtxPopCurrent(popped));
    assertThat(popped).isEqualTo(second);
    assertThat(currentContext()).isEqualTo(first);
    ok(JCudaDriver.cuCtxPushCurrent(second));
    assertThat(
            CompletableFuture.supplyAsync(
                    () -> JCudaDriver.cuMemAlloc(new CUdeviceptr(), 64),
                    task -> new Thread(task).start())
                .join())
        .as("a thread without a context")
        .isEqualTo(INVALID_CONTEXT);
    ok(JCudaDriver.cuCtxDestroy(second));
  }

  @Test
  void thePrimaryContextIsOneAndIsCounted() {
    CUdevice device = new CUdevice();
    ok(JCudaDriver.cuDeviceGet(device, 0));
    CUcontext one = new CUcontext();
    CUcontext other = new CUcontext();
    ok(JCudaDriver.cuDevicePrimaryCtxRetain(one, device));
    ok(JCudaDriver.cuDevicePrimaryCtxRetain(other, device));
    assertThat(other).isEqualTo(one).as("Graft's").isEqualTo(first);
    assertThat(JCudaDriver.cuCtxDestroy(one)).isEqualTo(INVALID_CONTEXT);
    ok(JCudaDriver.cuDevicePrimaryCtxRelease(device));
    ok(JCudaDriver.cuDevicePrimaryCtxRelease(device));
    int[] active = new int[1];
    ok(JCudaDriver.cuDevicePrimaryCtxGetState(device, new int[1], active));
    assertThat(active).as("Graft still has it").containsExactly(1);
    ok(JCudaDriver.cuMemFree(allocate(64)));
  }

  @Test
  void theDeviceTellsItsUuid() {
    CUdevice device = new CUdevice();
    ok(JCudaDriver.cuDeviceGet(device, 0));
    CUuuid uuid = new CUuuid();
    ok(JCudaDriver.cuDeviceGetUuid(uuid, device));
    assertThat(uuid.bytes).asString(StandardCharsets.US_ASCII).isEqualTo("graft-software-0");
  }

  @Test
  void deadContextsAreRefused() {
    CUcontext second = second();
    ok(JCudaDriver.cuCtxDestroy(second));
    assertThat(JCudaDriver.cuCtxDestroy(second)).isEqualTo(INVALID_CONTEXT);
    assertThat(JCudaDriver.cuCtxSetCurrent(second)).isEqualTo(INVALID_CONTEXT);
    assertThat(JCudaDriver.cuCtxPushCurrent(second)).isEqualTo(INVALID_CONTEXT);
    assertThat(currentContext()).isEqualTo(first);
    assertThat(JCudaDriver.cuDeviceGet(new CUdevice(), 1)).isEqualTo(INVALID_DEVICE);
  }
}
