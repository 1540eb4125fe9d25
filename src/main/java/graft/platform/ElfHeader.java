package graft.platform;

import graft.fetch.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The first bytes of a shared library: whether this machine's loader can take it (System V ABI,
 * "ELF Header").
 */
final class ElfHeader {
  private static final int BYTES = 20;
  private static final int ELFCLASS32 = 1;
  private static final int ELFCLASS64 = 2;
  private static final int ELFDATA2LSB = 1;
  private static final int ET_DYN = 3;
  private static final int EM_X86_64 = 62;
  private static final int EM_AARCH64 = 183;

  private ElfHeader() {}

  /** Why a file cannot be loaded, such as "it is a 32-bit library"; empty if it can be. */
  static Optional<String> problem(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return problem(in.readNBytes(BYTES));
    } catch (IOException e) {
      return Optional.of("it cannot be read (" + FileProblem.cause(e) + ")");
    }
  }

  /** The same of a file's first bytes. */
  static Optional<String> problem(byte[] file) {
    if (file.length < BYTES
        || file[0] != 0x7f
        || file[1] != 'E'
        || file[2] != 'L'
        || file[3] != 'F') {
      return Optional.of("it is no library (no ELF file)");
    }
    if (file[4] == ELFCLASS32) {
      return Optional.of("it is a 32-bit library");
    }
    if (file[4] != ELFCLASS64 || file[5] != ELFDATA2LSB) {
      return Optional.of("it is not little-endian with 64 bits");
    }
    int type = u16(file, 16);
    if (type != ET_DYN) {
      return Optional.of("it is no shared library (ELF type " + type + ")");
    }
    int machine = u16(file, 18);
    return machine == EM_X86_64
        ? Optional.empty()
        : Optional.of(
            "it is for "
                + (machine == EM_AARCH64 ? "aarch64" : "another processor (" + machine + ")")
                + ", not x86-64");
  }

  private static int u16(byte[] file, int at) {
    return Byte.toUnsignedInt(file[at]) | Byte.toUnsignedInt(file[at + 1]) << 8;
  }
}
