package graft.device;

import graft.platform.Libraries;

/**
 * What the software device computes with: results differ by both in their last bits.
 *
 * @param instructions the set of a processor's instructions, such as "AVX-512"
 * @param threads how many compute, whatever was asked for
 */
public record Processor(String instructions, int threads) {
  static Processor of(Libraries libraries) {
    return new Processor(libraries.instructions(), SoftwareDevice.threads());
  }
}
