package graft.device.kernels;

import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Properties of kernels: one device for a class, and after each try its arrays are checked and
 * freed.
 */
abstract class KernelProperties {
  static KernelRig rig;

  @BeforeContainer
  static void open() {
    rig = new KernelRig();
  }

  @AfterContainer
  static void close() {
    rig.close();
  }

  @AfterTry
  void release() {
    rig.release();
  }
}
