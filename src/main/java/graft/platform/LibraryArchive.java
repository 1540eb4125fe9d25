package graft.platform;

import java.net.URI;
import java.util.Locale;

/**
 * A file that holds libraries of NVIDIA's.
 *
 * @param name of the file
 * @param sha256 of its content, in lower-case hexadecimal
 * @param bytes of it
 * @param source where it is to be had
 */
public record LibraryArchive(String name, String sha256, long bytes, Source source) {
  /** Where a file is to be had. */
  public sealed interface Source permits Address, Listed {}

  /** At an address that is known. */
  public record Address(URI uri) implements Source {}

  /**
   * At the address that a manifest of NVIDIA's gives.
   *
   * @param manifest of a release, such as {@code redistrib_13.0.2.json}
   * @param component such as "libcublas"
   * @param variant which of several builds: "cuda13" of a cuDNN; empty where there is one build
   */
  public record Listed(URI manifest, String component, String variant) implements Source {}

  /** "cuda_nvrtc-linux-x86_64-13.0.88-archive.tar.xz (116,779,532 bytes)". */
  String text() {
    return String.format(Locale.ROOT, "%s (%,d bytes)", name, bytes);
  }

  /** Where it is, or which manifest says where. */
  URI origin() {
    // No patterns in switch before Java 21.
    return source instanceof Listed listed ? listed.manifest() : ((Address) source).uri();
  }
}
