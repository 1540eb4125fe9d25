package graft.device.software;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/**
 * Work in checking mode: with a planted fault and what is to be found, or sound.
 *
 * @param check which of the two finds the fault; empty if the work is sound
 * @param status with which the context then fails
 * @param subject what the finding is about
 * @param finding a part of the line that tells it
 */
record CheckCase(
    String name,
    String check,
    int status,
    String subject,
    String finding,
    Consumer<CUmodule> work) {

  /** Found by one of the two checks, which fails the context with a status. */
  static CheckCase fault(
      String name,
      String check,
      int status,
      String subject,
      String finding,
      Consumer<CUmodule> work) {
    return new CheckCase(name, check, status, subject, finding, work);
  }

  /** Nothing is found. */
  static CheckCase sound(String name, Consumer<CUmodule> work) {
    return new CheckCase(name, "", 0, "", "", work);
  }

  static List<CheckCase> all() {
    return Stream.of(PlantedFaults.all(), SoundWork.all()).flatMap(List::stream).toList();
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
}
