package graft.device;

import graft.platform.DeviceChoice;
import graft.platform.GpuMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A child process of the tests: opens a GPU on a machine that a folder describes, multiplies and
 * convolves, and says with which files. Its arguments are the folder, an LD_LIBRARY_PATH and the
 * version of CUDA that the driver is taken to support.
 */
public final class ComputeOnStack {
  private ComputeOnStack() {}

  public static void main(String[] arguments) throws IOException {
    ConvolutionShape shape = new ConvolutionShape(1, 3, 3, 1, 1, 3, 3, 1, 1, 0, 0);
    try (Device device =
            Device.open(
                DeviceOptions.defaults().withChoice(DeviceChoice.GPU),
                () ->
                    GpuMachine.facts(
                        Path.of(arguments[0]), arguments[1], Integer.parseInt(arguments[2])));
        Memory a = TestDevice.put(device, "a", new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        Memory b = TestDevice.put(device, "b", new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
        Memory y = TestDevice.blank(device, "y", 1);
        Convolution convolution = device.dnn().planConvolution(shape);
        Memory workspace = device.allocate(1 + convolution.workspaceBytes(), "workspace")) {
      device.blas().multiply(2, 2, 2, a.pointer(), a.pointer(), b.pointer(), 0);
      System.out.println("product " + Arrays.toString(TestDevice.get(device, b)));
      convolution.forward(a.pointer(), a.pointer(), y.pointer(), Workspace.of(workspace));
      System.out.println("convolution " + TestDevice.get(device, y)[0]);
      System.out.println("libraries " + device.libraries().keySet());
    }
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      maps.filter(line -> line.matches(".*/lib(JC|cublas|cudnn|JNvrtc).*"))
          .map(line -> line.substring(line.indexOf('/')))
          .distinct()
          .forEach(file -> System.out.println("mapped " + file));
    }
  }
}
