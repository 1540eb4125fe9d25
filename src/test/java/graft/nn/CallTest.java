package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChromeTrace;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.device.SoftwareOnly;
import graft.device.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallTest {
  private final Device device = SharedDevice.get();
  private final List<String> submitted = new ArrayList<>();

  private Call call(String name, String... ranges) {
    return new Call(List.of(ranges), new Cost(name, 1, 1), () -> submitted.add(name));
  }

  private List<Call> calls() {
    return List.of(
        call("gather"),
        call("gemm", "forward", "fc1"),
        call("bias", "forward", "fc1"),
        call("more", "forward", "fc2"),
        call("sum", "forward"),
        call("loss", "loss"),
        call("again", "forward", "fc2"));
  }

  @Test
  void submitsInOrder() {
    Call.submitAll(calls(), device.ranges());
    assertThat(submitted).containsExactly("gather", "gemm", "bias", "more", "sum", "loss", "again");
  }

  /** Neighbours share a range; the same name later is another range. */
  @SoftwareOnly("it records the trace")
  @Test
  void neighboursShareTheirRanges(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("trace.json");
    try (Trace trace = device.startTrace(file)) {
      Call.submitAll(calls(), device.ranges());
      assertThat(trace.leftOut()).isZero();
    }
    List<String> ranges =
        ChromeTrace.read(file).of("range").stream().map(ChromeTrace.Slice::name).toList();
    assertThat(ranges).containsExactly("forward", "fc1", "fc2", "loss", "forward", "fc2");
    assertThat(submitted).containsExactly("gather", "gemm", "bias", "more", "sum", "loss", "again");
  }

  @Test
  void rangesAreAddedAround() {
    Call call = Call.of(new Cost("relu", 1, 1), () -> {}).within("relu").within("forward");
    assertThat(call.ranges()).containsExactly("forward", "relu");
  }
}
