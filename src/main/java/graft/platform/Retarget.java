package graft.platform;

import graft.platform.ElfFile.Reference;
import graft.platform.ElfFile.Role;
import graft.platform.ElfFile.VersionNeed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Makes one of JCuda's natives ask for another major version of the library that it is bound to.
 * JCuda 11.7.0 names it twice, by one string: as the library to load (DT_NEEDED), and, since NVIDIA
 * gives all symbols of a library its SONAME as their version, as the version of each symbol. Of the
 * latter the file keeps the hash. So a string and four bytes of hash are replaced; nothing moves.
 */
final class Retarget {
  private Retarget() {}

  /**
   * A copy that asks for {@code to} where the file asks for {@code from}. All is checked before a
   * byte is written.
   *
   * @param label of the file, for messages
   * @param content of the file; not changed
   * @throws DeviceUnavailableException if the file is not built as described above
   */
  static byte[] of(String label, byte[] content, String from, String to) {
    ElfFile elf = new ElfFile(label, content);
    if (to.length() > from.length()) {
      throw elf.refused(to + " is longer than " + from + ", in whose place it would be written");
    }
    int name = onlyString(elf, content, from);
    requireNothingElse(elf, from, name);
    VersionNeed version = onlyVersion(elf, from, name);
    byte[] copy = content.clone();
    int start = elf.strings() + name;
    Arrays.fill(copy, start, start + from.length(), (byte) 0);
    byte[] written = to.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(written, 0, copy, start, written.length);
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(version.hashPosition(), hash(to));
    return copy;
  }

  /** Its offset in the string table. */
  private static int onlyString(ElfFile elf, byte[] content, String name) {
    int found = -1;
    String table =
        new String(content, elf.strings(), elf.stringBytes(), StandardCharsets.ISO_8859_1);
    String whole = "\0" + name + "\0";
    for (int at = table.indexOf(whole); at >= 0; at = table.indexOf(whole, at + 1)) {
      if (found >= 0) {
        throw elf.refused("it names " + name + " twice");
      }
      found = at + 1;
    }
    if (found < 0) {
      throw elf.refused("it does not ask for " + name + " but for " + elf.needed());
    }
    return found;
  }

  /** The string must serve for the library and its version alone, also in part. */
  private static void requireNothingElse(ElfFile elf, String name, int offset) {
    List<Reference> touching =
        elf.references().stream()
            .filter(r -> r.offset() >= offset && r.offset() <= offset + name.length())
            .toList();
    List<Role> roles = touching.stream().map(Reference::role).sorted().toList();
    boolean whole = touching.stream().allMatch(r -> r.offset() == offset);
    if (!whole || !roles.equals(List.of(Role.NEEDED, Role.VERSION_FILE, Role.VERSION_NAME))) {
      throw elf.refused(
          "the name "
              + name
              + " serves there for "
              + roles
              + (whole ? "" : ", in part")
              + ", expected a needed library and one version of its symbols");
    }
  }

  private static VersionNeed onlyVersion(ElfFile elf, String name, int offset) {
    List<VersionNeed> versions =
        elf.versionNeeds().stream().filter(need -> need.file() == offset).toList();
    if (versions.size() != 1 || versions.get(0).name() != offset) {
      throw elf.refused("it asks for other versions of " + name + " than that of its name");
    }
    VersionNeed version = versions.get(0);
    if (version.hash() != hash(name)) {
      throw elf.refused(
          String.format(
              Locale.ROOT,
              "the hash of the version %s is %08x, expected %08x",
              name,
              version.hash(),
              hash(name)));
    }
    return version;
  }

  /** System V ABI, "Hash Table"; symbol versions are hashed alike. */
  static int hash(String name) {
    int hash = 0;
    for (byte character : name.getBytes(StandardCharsets.US_ASCII)) {
      hash = (hash << 4) + Byte.toUnsignedInt(character);
      int high = hash & 0xf0000000;
      hash = (hash ^ (high >>> 24)) & ~high;
    }
    return hash;
  }
}
