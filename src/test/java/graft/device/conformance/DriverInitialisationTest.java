package graft.device.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The software device's driver in a process that has not initialised it. */
@SoftwareOnly("it tests the software device")
class DriverInitialisationTest {
  private static final String NOT_INITIALIZED = "3";
  private static final String INVALID_VALUE = "1";
  private static final String INVALID_DEVICE = "101";
  private static final String INVALID_CONTEXT = "201";

  @Test
  void nothingWorksBeforeIt() {
    Map<String, String> calls = new LinkedHashMap<>();
    calls.put("cuDriverGetVersion [-7]", "0 [11080]");
    calls.put("cuDeviceGetCount [-7]", NOT_INITIALIZED);
    calls.put("cuDeviceGet d0 0", NOT_INITIALIZED);
    calls.put("cuCtxCreate x0 0 d0", NOT_INITIALIZED);
    calls.put("cuMemAlloc m0 64", NOT_INITIALIZED);
    calls.put("cuInit 1", INVALID_VALUE);
    calls.put("cuInit 0", "0");
    calls.put("cuDeviceGetCount [-8]", "0 [1]");
    calls.put("cuDeviceGet d1 1", INVALID_DEVICE);
    calls.put("cuDeviceGet d1 0", "0");
    calls.put("cuDeviceGetAttribute [-7] 1 d1", "0 [1024]");
    calls.put("cuDeviceGetAttribute [-7] 0 d1", INVALID_VALUE);
    calls.put("cuMemAlloc m1 64", INVALID_CONTEXT);
    String line = String.join("; ", calls.keySet());
    try (LibraryChild child = LibraryChild.overSoftwareDevice(ComparedStack.CUDA_11)) {
      assertThat(Answers.comparable(line, child.ask(line)))
          .isEqualTo(String.join("; ", calls.values()));
    }
  }
}
