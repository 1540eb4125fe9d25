package graft.platform;

import graft.fetch.Downloader;
import graft.fetch.FetchListener;
import graft.fetch.FolderTree;
import graft.fetch.ProcessLock;
import graft.fetch.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Fills {@link LibraryCache}s, from the network or from files. A download goes on where an earlier
 * one stopped; a folder is there whole or not at all.
 */
public final class LibraryInstaller {
  private static final int MANIFEST_BYTES = 1 << 20;

  private final Path caches;
  private final LibraryChoice choice;
  private final FetchListener listener;
  private final Downloader downloader;

  /**
   * @param caches the folder of all that Graft keeps
   */
  LibraryInstaller(
      Path caches, LibraryChoice choice, Downloader downloader, FetchListener listener) {
    this.caches = caches;
    this.choice = choice;
    this.listener = listener;
    this.downloader = downloader;
  }

  /** Into this user's cache. */
  public static LibraryInstaller ofUser(LibraryChoice choice, FetchListener listener) {
    return new LibraryInstaller(
        SystemView.real().cache(), choice, new Downloader(listener), listener);
  }

  /**
   * Brings what the driver and the card can use: the newest whose place is told, where that must be
   * asked of NVIDIA's server. Does nothing where it is there.
   *
   * @param stack "11", "12", "13", or the version of a set; empty for the newest
   * @throws IllegalArgumentException if there is no such stack
   * @throws DeviceUnavailableException if the driver or the card cannot use it
   * @throws IOException if it cannot be had, or the cache cannot be written
   */
  public void download(Optional<String> stack) throws IOException {
    List<LibrarySet> sets =
        stack.isPresent() ? List.of(choice.named(stack.get())) : choice.suitable();
    if (stack.isEmpty() && choice.isBlind()) {
      listener.message(
          "no GPU of NVIDIA's to ask: taking "
              + sets.get(0).title()
              + ", for "
              + sets.get(0).scope()
              + " (--stack names another)");
    }
    for (LibrarySet set : sets) {
      if (isThere(set)) {
        return;
      }
      Map<LibraryArchive, URI> addresses;
      try {
        addresses = addresses(set);
      } catch (IOException e) {
        if (set.equals(sets.get(sets.size() - 1))) {
          throw new IOException(e.getMessage() + " (--from takes files fetched elsewhere)", e);
        }
        listener.message(e.getMessage());
        listener.message(set.title() + " cannot be had; trying the next that suits");
        continue;
      }
      Path folder = caches.resolve(set.folder() + ".downloads");
      install(
          set,
          Optional.of(folder),
          archive -> fetched(archive, addresses.get(archive), folder.resolve(archive.name())));
      return;
    }
  }

  /**
   * Takes archives that are on this machine.
   *
   * @param given files, or folders that hold them
   * @param stack as for {@link #download}; empty for what the files are of
   * @throws IllegalArgumentException if there is no such stack
   * @throws DeviceUnavailableException if the driver or the card cannot use them
   * @throws IOException if they are other files than expected, or the cache cannot be written
   */
  public void unpack(List<Path> given, Optional<String> stack) throws IOException {
    stack.ifPresent(choice::named); // refuses what suits nobody before files are looked at
    GivenArchives archives =
        new GivenArchives(given, choice.meant(stack), choice.meant(Optional.empty()));
    LibrarySet set = archives.complete();
    choice.require(set);
    if (!isThere(set)) {
      install(set, Optional.empty(), archive -> checked(archive, archives.file(archive)));
    }
  }

  private boolean isThere(LibrarySet set) {
    LibraryCache cache = LibraryCache.of(caches, set);
    if (cache.isFilled()) {
      listener.message("already there: " + cache.folder());
    }
    return cache.isFilled();
  }

  /** Asks each manifest once. */
  private Map<LibraryArchive, URI> addresses(LibrarySet set) throws IOException {
    Map<URI, ReleaseManifest> manifests = new HashMap<>();
    Map<LibraryArchive, URI> addresses = new LinkedHashMap<>();
    for (LibraryArchive archive : set.archives()) {
      if (archive.source() instanceof LibraryArchive.Listed listed) {
        URI manifest = listed.manifest();
        if (!manifests.containsKey(manifest)) {
          byte[] content = downloader.read(manifest, MANIFEST_BYTES);
          manifests.put(manifest, new ReleaseManifest(manifest, content));
        }
        addresses.put(archive, manifests.get(manifest).find(archive, listed));
      } else {
        addresses.put(archive, archive.origin());
      }
    }
    return addresses;
  }

  /** Has an archive on this machine, checked. */
  @FunctionalInterface
  private interface Supply {
    Path get(LibraryArchive archive) throws IOException;
  }

  /**
   * @param downloads where its archives are downloaded to; empty if they are on this machine
   */
  private void install(LibrarySet set, Optional<Path> downloads, Supply supply) throws IOException {
    LibraryCache cache = LibraryCache.of(caches, set);
    Files.createDirectories(caches);
    ProcessLock lock =
        ProcessLock.tryTake(caches, set.folder() + ".lock")
            .orElseThrow(() -> new IOException("another process is filling " + cache.folder()));
    try (lock) {
      if (isThere(set)) {
        return; // filled by another process meanwhile
      }
      requireSpace(set, downloads);
      List<Path> files = new ArrayList<>();
      for (LibraryArchive archive : set.archives()) {
        files.add(supply.get(archive));
      }
      listener.message("unpacking " + set.title());
      cache.fill(files, (name, bytes) -> listener.message("  " + name + ", " + Bytes.text(bytes)));
      if (downloads.isPresent()) {
        FolderTree.delete(downloads.get());
      }
    }
    listener.message("done: " + cache.folder());
  }

  private Path fetched(LibraryArchive archive, URI address, Path file) throws IOException {
    // Of an earlier run, which got it whole but was ended before all was there.
    if (Files.exists(file) && Sha256.mismatch(file, archive.sha256()).isEmpty()) {
      listener.message("already downloaded: " + file);
    } else {
      downloader.fetch(address, archive.sha256(), file);
    }
    return file;
  }

  private Path checked(LibraryArchive archive, Path file) throws IOException {
    listener.message("checking " + file);
    Downloader.check(file, archive.sha256());
    return file;
  }

  /** Says so before gigabytes are downloaded in vain. */
  private void requireSpace(LibrarySet set, Optional<Path> downloads) throws IOException {
    long needed = set.unpackedBytes();
    if (downloads.isPresent()) {
      for (LibraryArchive archive : set.archives()) {
        Path file = downloads.get().resolve(archive.name());
        long there = bytes(file) + bytes(Downloader.part(file));
        needed += Math.max(0, archive.bytes() - there);
      }
    }
    long free = Files.getFileStore(caches).getUsableSpace();
    if (free < needed) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %,d bytes free, expected %,d or more (XDG_CACHE_HOME sets another place)",
              caches,
              free,
              needed));
    }
  }

  private static long bytes(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }
}
