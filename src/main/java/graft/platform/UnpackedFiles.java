package graft.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The files of a folder as they were when they were unpacked, by which damage is noticed before a
 * library is loaded: a note in the folder, {@code .unpacked}, has a line for each. A file whose
 * size and time are those of the note is looked at in some places only, which takes next to no time
 * and finds what a crash of the machine leaves: a file of the right size full of zeros. Of another
 * one all is read.
 */
final class UnpackedFiles {
  private static final String NOTE = ".unpacked";
  private static final int BLOCK = 4096;
  private static final int PLACES = 64;

  private UnpackedFiles() {}

  /**
   * Notes how they are.
   *
   * @throws IOException if one cannot be read, or the note not be written
   */
  static void note(Path folder, List<String> names) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      lines.add(line(folder, name, true));
    }
    Files.write(folder.resolve(NOTE), lines, StandardCharsets.UTF_8);
  }

  /** Whether there is a note. */
  static boolean areNoted(Path folder) {
    return Files.exists(folder.resolve(NOTE));
  }

  /** Whether they are as they were noted. */
  static boolean areIn(Path folder, List<String> names) {
    try {
      List<String> noted = Files.readAllLines(folder.resolve(NOTE), StandardCharsets.UTF_8);
      boolean touched = false;
      for (int i = 0; i < names.size(); i++) {
        String quick = line(folder, names.get(i), false);
        if (noted.get(i).startsWith(quick)) {
          continue;
        }
        touched = true;
        if (!withoutTime(noted.get(i)).equals(withoutTime(line(folder, names.get(i), true)))) {
          return false;
        }
      }
      if (touched) {
        note(folder, names); // copied with another time, but whole
      }
      return noted.size() == names.size();
    } catch (IOException | IndexOutOfBoundsException e) {
      return false;
    }
  }

  /** Size, time, CRC of some places, CRC of all. */
  private static String line(Path folder, String name, boolean all) throws IOException {
    Path path = folder.resolve(name);
    try (FileChannel channel = FileChannel.open(path)) {
      String quick =
          String.format(
              Locale.ROOT,
              "%s %d %08x ",
              Files.getLastModifiedTime(path),
              channel.size(),
              checksum(channel, step(channel.size())));
      return all
          ? quick + String.format(Locale.ROOT, "%08x %s", checksum(channel, BLOCK), name)
          : quick;
    }
  }

  private static String withoutTime(String line) {
    return line.substring(line.indexOf(' ') + 1);
  }

  private static long step(long size) {
    return Math.max(BLOCK, size / PLACES);
  }

  /** Of a block at each step, and of the last one. */
  private static long checksum(FileChannel channel, long step) throws IOException {
    CRC32C sum = new CRC32C();
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    long size = channel.size();
    for (long at = 0; at < size; at += step) {
      add(sum, channel, block, at);
    }
    add(sum, channel, block, Math.max(0, size - BLOCK));
    return sum.getValue();
  }

  private static void add(CRC32C sum, FileChannel channel, ByteBuffer block, long at)
      throws IOException {
    block.clear();
    while (block.hasRemaining() && channel.read(block, at + block.position()) >= 0) {
      // On to the next bytes.
    }
    sum.update(block.flip());
  }
}
