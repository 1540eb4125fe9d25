package graft.platform;

import java.util.Collection;

/** The files of the kernels' source, for those who read their declarations. */
public final class KernelFiles {
  private KernelFiles() {}

  /** What is in each of them. */
  public static Collection<String> contents() {
    return KernelSource.bundled().files().values();
  }
}
