package graft.device.software;

import static graft.device.software.DriverCalls.ok;
import static graft.device.software.DriverCalls.testModule;

import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;

/**
 * A child process of {@link CheckTest}: runs each case that GRAFT_CHECK is about, in a context of
 * its own.
 */
public final class CheckProgram {
  private CheckProgram() {}

  public static void main(String[] arguments) {
    SoftwareDriver.start();
    for (CheckCase each : CheckCase.all()) {
      if (!System.getenv("GRAFT_CHECK").contains(each.check())) {
        continue;
      }
      CUcontext context = new CUcontext();
      ok(JCudaDriver.cuCtxCreate(context, 0, new CUdevice()));
      int status = each.run(testModule());
      System.out.println(each.name() + " ended with " + status);
      ok(JCudaDriver.cuCtxDestroy(context));
    }
  }
}
