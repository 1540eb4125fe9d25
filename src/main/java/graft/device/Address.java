package graft.device;

import jcuda.driver.CUdeviceptr;

/** JCuda's device pointer, with its number for kernel parameters. */
final class Address extends CUdeviceptr {
  Address() {}

  Address(Address base, long bytes) {
    super(base, bytes);
  }

  long number() {
    return getNativePointer() + getByteOffset();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Address address && number() == address.number();
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number());
  }
}
