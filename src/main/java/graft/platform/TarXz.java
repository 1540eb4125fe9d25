package graft.platform;

import graft.fetch.OneLine;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZIOException;
import org.tukaani.xz.XZInputStream;

/**
 * Libraries out of an archive of NVIDIA's ({@code .tar.xz}). There the file has the full version in
 * its name, {@code libcublas.so.13.1.0.3}, and a link to it is the SONAME, {@code libcublas.so.13};
 * here the file gets the link's name.
 */
final class TarXz {
  private static final int BUFFER = 1 << 16;

  /** For decompression; xz -9 takes 65 MiB of it, and NVIDIA's archives less. */
  private static final int MOST_KIB = 256 << 10;

  private final Path archive;
  private final Predicate<String> wanted;

  /** The names of links by the name of the file that they lead to. */
  private final Map<String, List<String>> links = new HashMap<>();

  /**
   * @param wanted names of files and links, without folders
   */
  TarXz(Path archive, Predicate<String> wanted) {
    this.archive = archive;
    this.wanted = wanted;
  }

  /**
   * Unpacks what is wanted.
   *
   * @param target a folder, where all lies flat
   * @param each hears the name and the bytes of each file before it is unpacked
   * @throws IOException if the archive is damaged, has an entry that leads out of it, or the folder
   *     cannot be written
   */
  void unpack(Path target, BiConsumer<String, Long> each) throws IOException {
    List<String> files = new ArrayList<>();
    try (InputStream raw = Files.newInputStream(archive);
        TarArchiveInputStream tar = open(raw)) {
      for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
        check(entry);
        String name = baseName(entry.getName());
        if (!wanted.test(name) || !entry.getName().endsWith("/lib/" + name)) {
          continue; // beside lib are lib/stubs, for linkers
        }
        if (entry.isSymbolicLink()) {
          links.computeIfAbsent(baseName(entry.getLinkName()), file -> new ArrayList<>()).add(name);
        } else if (!entry.isLink()) {
          each.accept(name, entry.getSize());
          copy(tar, target.resolve(name));
          files.add(name);
        }
      }
    }
    for (String file : files) {
      Files.move(target.resolve(file), target.resolve(soname(file)));
    }
  }

  /** Of several links the longest name: NVRTC's functions go by major and minor version. */
  private String soname(String file) {
    return links.getOrDefault(file, List.of()).stream()
        .max(Comparator.comparingInt(String::length))
        .orElse(file);
  }

  private TarArchiveInputStream open(InputStream raw) throws IOException {
    try {
      return new TarArchiveInputStream(new XZInputStream(raw, MOST_KIB));
    } catch (EOFException | XZIOException e) {
      throw damaged(e);
    }
  }

  private TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
    try {
      return tar.getNextEntry();
    } catch (IOException e) {
      throw damaged(e); // nothing is written meanwhile
    }
  }

  private void copy(InputStream in, Path target) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = Files.newOutputStream(target)) {
      while (true) {
        int read;
        try {
          read = in.read(buffer);
        } catch (IOException e) {
          throw damaged(e);
        }
        if (read < 0) {
          return;
        }
        out.write(buffer, 0, read);
      }
    }
  }

  private IOException damaged(IOException cause) {
    String detail = cause.getMessage() == null ? "" : " (" + OneLine.of(cause.getMessage()) + ")";
    return new IOException(archive + " is damaged or ends too early" + detail, cause);
  }

  /**
   * Nothing but what is wanted is written, and that flat; what leads out is no archive of theirs.
   */
  private void check(TarArchiveEntry entry) throws IOException {
    String name = entry.getName();
    String link = entry.getLinkName();
    if (leadsOut(name, 0)) {
      throw new IOException(
          archive + " has an entry '" + OneLine.of(name) + "', which leads out of it");
    }
    // A symbolic link counts from its own folder, a hard link from the archive's root.
    int folder = depth(name) - 1;
    if ((entry.isSymbolicLink() && leadsOut(link, folder))
        || (entry.isLink() && leadsOut(link, 0))) {
      throw new IOException(
          archive
              + " has a link '"
              + OneLine.of(name + "' to '" + link)
              + "', which leads out of it");
    }
    if (entry.isBlockDevice() || entry.isCharacterDevice() || entry.isFIFO()) {
      throw new IOException(
          archive + " has an entry '" + OneLine.of(name) + "', which is no file, folder or link");
    }
  }

  /**
   * @param depth of the folder that the path counts from
   */
  private static boolean leadsOut(String path, int depth) {
    if (path.startsWith("/")) {
      return true;
    }
    int at = depth;
    for (String step : path.split("/", -1)) {
      at += step.equals("..") ? -1 : depth(step);
      if (at < 0) {
        return true;
      }
    }
    return false;
  }

  private static int depth(String path) {
    return (int)
        Arrays.stream(path.split("/", -1))
            .filter(step -> !step.isEmpty() && !step.equals("."))
            .count();
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
