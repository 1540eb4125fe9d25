package graft.bench;

import graft.device.Device;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The layers of the experiment's networks one by one, forward and backward. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LayerBenchmark {
  private static final int PASSES = 20;

  @Param({
    "CONV1_POOL1",
    "CONV1_POOL1_WIDER",
    "CONV2",
    "CONV2_WIDER",
    "POOL2",
    "FC1_RELU",
    "FC1_RELU_WIDER",
    "FC2"
  })
  private BenchLayer layer;

  @Param({"1", "32", "1024"})
  private int batch;

  private Device device;
  private BenchLayer.Planned planned;

  @Setup(Level.Trial)
  public void open() throws IOException {
    device = JmhDevice.open();
    planned = layer.plan(device, batch);
  }

  @Benchmark
  @OperationsPerInvocation(PASSES)
  public void forward() {
    planned.forward(PASSES);
  }

  /** The gradients of parameters and input; conv1 has no gradient of its input. */
  @Benchmark
  @OperationsPerInvocation(PASSES)
  public void backward() {
    planned.backward(PASSES);
  }

  @TearDown(Level.Trial)
  public void close() {
    planned.close();
    device.close();
  }
}
