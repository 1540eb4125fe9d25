package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnCreate;
import static jcuda.jcudnn.JCudnn.cudnnDestroy;
import static jcuda.jcudnn.JCudnn.cudnnDestroyConvolutionDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroyFilterDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroyTensorDescriptor;
import static org.assertj.core.api.Assertions.assertThat;

import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A cuDNN handle for the tests of a class. */
final class DnnLibrary implements BeforeAllCallback, AfterAllCallback {
  private cudnnHandle handle;

  cudnnHandle handle() {
    return handle;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    SoftwareDriver.start();
    handle = new cudnnHandle();
    assertThat(cudnnCreate(handle)).isZero();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    assertThat(cudnnDestroy(handle)).isZero();
  }

  static void destroy(
      cudnnTensorDescriptor first,
      cudnnTensorDescriptor second,
      cudnnFilterDescriptor filter,
      cudnnConvolutionDescriptor convolution) {
    assertThat(cudnnDestroyTensorDescriptor(first)).isZero();
    assertThat(cudnnDestroyTensorDescriptor(second)).isZero();
    assertThat(cudnnDestroyFilterDescriptor(filter)).isZero();
    assertThat(cudnnDestroyConvolutionDescriptor(convolution)).isZero();
  }
}
