package graft.device.software;

import static jcuda.jcublas.JCublas2.cublasCreate;
import static jcuda.jcublas.JCublas2.cublasDestroy;
import static org.assertj.core.api.Assertions.assertThat;

import jcuda.jcublas.cublasHandle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A cuBLAS handle for the tests of a class. */
final class BlasLibrary implements BeforeAllCallback, AfterAllCallback {
  private cublasHandle handle;

  cublasHandle handle() {
    return handle;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    SoftwareDriver.start();
    handle = new cublasHandle();
    assertThat(cublasCreate(handle)).isZero();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    assertThat(cublasDestroy(handle)).isZero();
  }
}
