package graft.platform;

import graft.fetch.OneLine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a shared library of Linux on x86-64 asks the dynamic loader for: the names in its dynamic
 * string table and all that refers to them. Every offset is checked against the file.
 *
 * <p>Formats: System V ABI, chapters "Object Files" and "Dynamic Linking" (header, program headers,
 * dynamic section, symbol table); Linux Standard Base Core, "Symbol Versioning" (version needs).
 */
final class ElfFile {
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;
  private static final int VERSION_BYTES = 16;
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int SHT_DYNSYM = 11;
  private static final long DT_NEEDED = 1;
  private static final long DT_STRTAB = 5;
  private static final long DT_SYMTAB = 6;
  private static final long DT_STRSZ = 10;
  private static final long DT_VERDEF = 0x6ffffffcL;
  private static final long DT_VERNEED = 0x6ffffffeL;
  private static final long DT_VERNEEDNUM = 0x6fffffffL;
  // DT_SONAME, DT_RPATH, DT_RUNPATH, DT_CONFIG, DT_DEPAUDIT, DT_AUDIT, DT_AUXILIARY, DT_FILTER.
  private static final List<Long> OTHER_NAMES =
      List.of(14L, 15L, 29L, 0x6ffffefaL, 0x6ffffefbL, 0x6ffffefcL, 0x7ffffffdL, 0x7fffffffL);

  /** What a reference to the string table is for. */
  enum Role {
    NEEDED,
    VERSION_FILE,
    VERSION_NAME,
    OTHER
  }

  /**
   * A reference to a string.
   *
   * @param offset in the string table
   */
  record Reference(Role role, int offset) {}

  /**
   * A version of symbols that another library must have (Elfxx_Vernaux).
   *
   * @param file the library's name, as an offset in the string table
   * @param name the version's name, likewise
   * @param hash of the version's name, as the file states it
   * @param hashPosition where that is, in bytes from the begin of the file
   */
  record VersionNeed(int file, int name, int hash, int hashPosition) {}

  private final String label;
  private final ByteBuffer bytes;
  private final List<long[]> segments = new ArrayList<>();
  private final Map<Long, Long> dynamic = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();
  private final List<VersionNeed> versionNeeds = new ArrayList<>();
  private final int strings;
  private final int stringBytes;

  /**
   * Reads it.
   *
   * @param label for messages
   * @param content of the whole file; not changed
   * @throws DeviceUnavailableException if it is another kind of file, or damaged
   */
  ElfFile(String label, byte[] content) {
    this.label = label;
    this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    ElfHeader.problem(content)
        .ifPresent(
            problem -> {
              throw refused(problem);
            });
    readDynamicSection();
    long size = value(DT_STRSZ, "DT_STRSZ");
    this.strings = address(value(DT_STRTAB, "DT_STRTAB"), size, "string table");
    this.stringBytes = Math.toIntExact(size); // it lies in the file
    if (dynamic.containsKey(DT_VERDEF)) {
      throw refused("it defines symbol versions of its own (DT_VERDEF)");
    }
    readSymbols();
    readVersionNeeds();
  }

  /** An error about this file. */
  DeviceUnavailableException refused(String problem) {
    return new DeviceUnavailableException(label + " is left as it is: " + OneLine.of(problem));
  }

  /** All references to the string table. */
  List<Reference> references() {
    return List.copyOf(references);
  }

  /** All versions that it needs of other libraries. */
  List<VersionNeed> versionNeeds() {
    return List.copyOf(versionNeeds);
  }

  /** The libraries that it needs, by SONAME. */
  List<String> needed() {
    return references.stream()
        .filter(reference -> reference.role() == Role.NEEDED)
        .map(reference -> string(reference.offset()))
        .toList();
  }

  /** Where the string table begins, in bytes from the begin of the file. */
  int strings() {
    return strings;
  }

  int stringBytes() {
    return stringBytes;
  }

  /** The string at an offset of the table. */
  String string(int offset) {
    int end = offset;
    while (end < stringBytes && bytes.get(strings + end) != 0) {
      end++;
    }
    return new String(bytes.array(), strings + offset, end - offset, StandardCharsets.ISO_8859_1);
  }

  private void readDynamicSection() {
    int count = u16(56, "header");
    if (u16(54, "header") != PROGRAM_HEADER_BYTES) {
      throw refused("its program headers are not of 56 bytes");
    }
    int table = range(u64(32, "header"), (long) count * PROGRAM_HEADER_BYTES, "program headers");
    long[] section = null;
    for (int i = 0; i < count; i++) {
      int at = table + i * PROGRAM_HEADER_BYTES;
      int type = bytes.getInt(at);
      long[] segment = {bytes.getLong(at + 16), bytes.getLong(at + 8), bytes.getLong(at + 32)};
      if (type == PT_LOAD) {
        segments.add(segment);
      } else if (type == PT_DYNAMIC) {
        if (section != null) {
          throw refused("it has two dynamic sections");
        }
        section = segment;
      }
    }
    if (section == null) {
      throw refused("it has no dynamic section");
    }
    readEntries(range(section[1], section[2], "dynamic section"), section[2]);
  }

  private void readEntries(int start, long size) {
    for (int at = start; at + 16 <= start + size; at += 16) {
      long tag = bytes.getLong(at);
      long value = bytes.getLong(at + 8);
      if (tag == 0) {
        break;
      }
      if (tag == DT_NEEDED) {
        refer(Role.NEEDED, value);
      } else if (OTHER_NAMES.contains(tag)) {
        refer(Role.OTHER, value);
      } else if (dynamic.put(tag, value) != null) {
        throw refused("its dynamic section has the tag " + tag + " twice");
      }
    }
    // Known only now.
    long limit = value(DT_STRSZ, "DT_STRSZ");
    for (Reference reference : references) {
      requireString(reference.offset(), limit);
    }
  }

  private void readSymbols() {
    int count = u16(60, "header");
    int table = range(u64(40, "header"), (long) count * SECTION_HEADER_BYTES, "section headers");
    long symbols = value(DT_SYMTAB, "DT_SYMTAB");
    for (int i = 0; i < count; i++) {
      int at = table + i * SECTION_HEADER_BYTES;
      if (bytes.getInt(at + 4) == SHT_DYNSYM && bytes.getLong(at + 16) == symbols) {
        long size = bytes.getLong(at + 32);
        int start = range(bytes.getLong(at + 24), size, "symbol table");
        for (int symbol = start; symbol + SYMBOL_BYTES <= start + size; symbol += SYMBOL_BYTES) {
          refer(Role.OTHER, Integer.toUnsignedLong(bytes.getInt(symbol)));
          requireString(references.get(references.size() - 1).offset(), stringBytes);
        }
        return;
      }
    }
    throw refused("no section header tells how many symbols it has");
  }

  private void readVersionNeeds() {
    if (!dynamic.containsKey(DT_VERNEED)) {
      return;
    }
    long at = value(DT_VERNEED, "DT_VERNEED");
    long count = value(DT_VERNEEDNUM, "DT_VERNEEDNUM");
    for (long i = 0; i < count; i++) {
      int need = address(at, VERSION_BYTES, "version needs");
      int file = refer(Role.VERSION_FILE, Integer.toUnsignedLong(bytes.getInt(need + 4)));
      int names = Short.toUnsignedInt(bytes.getShort(need + 2));
      long auxiliary = at + Integer.toUnsignedLong(bytes.getInt(need + 8));
      for (int j = 0; j < names; j++) {
        int entry = address(auxiliary, VERSION_BYTES, "version needs");
        int name = refer(Role.VERSION_NAME, Integer.toUnsignedLong(bytes.getInt(entry + 8)));
        requireString(file, stringBytes);
        requireString(name, stringBytes);
        versionNeeds.add(new VersionNeed(file, name, bytes.getInt(entry), entry));
        if (versionNeeds.size() > bytes.limit() / VERSION_BYTES) {
          throw refused("its version needs overlap");
        }
        auxiliary += next(bytes.getInt(entry + 12), j == names - 1);
      }
      at += next(bytes.getInt(need + 12), i == count - 1);
    }
  }

  /** The distance to the next entry of a chain, which is 0 after the last one only. */
  private long next(int distance, boolean last) {
    if ((distance == 0) != last) {
      throw refused("its version needs are not as many as it states");
    }
    return Integer.toUnsignedLong(distance);
  }

  private int refer(Role role, long offset) {
    int checked = Math.toIntExact(Math.min(Integer.MAX_VALUE, offset & Long.MAX_VALUE));
    references.add(new Reference(role, checked));
    return checked;
  }

  private void requireString(int offset, long limit) {
    if (offset >= limit) {
      throw refused("a name lies beyond its string table (" + offset + " of " + limit + " bytes)");
    }
  }

  private long value(long tag, String name) {
    Long value = dynamic.get(tag);
    if (value == null) {
      throw refused("its dynamic section has no " + name);
    }
    return value;
  }

  /** Where an address of the loaded library lies in the file. */
  private int address(long address, long size, String what) {
    for (long[] segment : segments) {
      long into = address - segment[0];
      if (into >= 0 && size >= 0 && into <= segment[2] - size) {
        return range(segment[1] + into, size, what);
      }
    }
    throw refused("its " + what + " are not in the part of it that is loaded");
  }

  private int range(long offset, long size, String what) {
    if (offset < 0 || size < 0 || offset > bytes.limit() - size) {
      throw refused("it ends before its " + what);
    }
    return Math.toIntExact(offset);
  }

  private int u16(int at, String what) {
    return Short.toUnsignedInt(bytes.getShort(range(at, 2, what)));
  }

  private long u64(int at, String what) {
    return bytes.getLong(range(at, 8, what));
  }
}
