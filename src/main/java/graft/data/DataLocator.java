package graft.data;

import graft.fetch.Downloader;
import graft.fetch.FetchException;
import graft.fetch.RemoteFile;
import graft.settings.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds a data set: a folder that is named; the folder that GRAFT_DATA names; the cache; a Debian
 * package that is installed; public mirrors; a Debian package that is fetched.
 */
public final class DataLocator {
  /** The choice that {@link #load} takes for MNIST, else Fashion-MNIST. */
  public static final String AUTO = "auto";

  private final Optional<Path> given;
  private final DataCache cache;
  private final Recipe preferred;
  private final Recipe substitute;
  private final Downloader downloader;
  private final DataListener listener;

  /** Looks where the environment of this process says. */
  public DataLocator(DataListener listener) {
    this(
        System.getenv(),
        Recipe.of(KnownDataset.MNIST, Optional.empty()),
        Recipe.of(KnownDataset.FASHION_MNIST, Optional.of(DebianPackage.FASHION_MNIST)),
        new Downloader(listener),
        listener);
  }

  DataLocator(
      Map<String, String> environment,
      Recipe preferred,
      Recipe substitute,
      Downloader downloader,
      DataListener listener) {
    this.given = Setting.GRAFT_DATA.in(environment).map(Path::of);
    this.cache = DataCache.of(environment);
    this.preferred = preferred;
    this.substitute = substitute;
    this.downloader = downloader;
    this.listener = listener;
  }

  /**
   * Finds, checks and reads a data set.
   *
   * @param choice "auto" (MNIST where it can be had, otherwise Fashion-MNIST with a notice to the
   *     listener), "mnist", "fashion-mnist", or a folder that {@link DataFolder} can read
   * @param seed of what is drawn from a folder of images
   * @throws DataException if it cannot be had, or what was named is unsound; the message is for the
   *     user: where nothing was found it has two lines, the second saying what to do
   */
  public DataSplits load(String choice, long seed) throws DataException {
    List<String> reasons = new ArrayList<>();
    for (Recipe recipe : List.of(preferred, substitute)) {
      if (choice.equals(recipe.keyword())) {
        requireGiven();
        sayIfFolder(choice);
        return find(recipe, reasons)
            .orElseThrow(() -> unavailable("no " + recipe.title(), reasons));
      }
    }
    if (choice.isBlank()) { // Java takes it for the current folder
      throw DataException.of(
          "the data", "an empty name", "a folder; is a variable of the shell not set?");
    }
    if (!choice.equals(AUTO)) {
      return DataFolder.read(Path.of(choice), seed, listener);
    }
    requireGiven();
    if (given.isPresent() && !holdsKnown(given.get()) && DataFolder.holdsAny(given.get())) {
      return DataFolder.read(given.get(), seed, listener);
    }
    Optional<DataSplits> data = find(preferred, reasons);
    if (data.isPresent()) {
      return data.get();
    }
    List<String> more = new ArrayList<>();
    data = find(substitute, more);
    if (data.isPresent()) {
      listener.notice(
          String.join("; ", reasons)
              + ". Using "
              + substitute.title()
              + " instead: other pictures, other losses.");
      return data.get();
    }
    reasons.addAll(more);
    throw unavailable("neither " + preferred.title() + " nor " + substitute.title(), reasons);
  }

  /** A folder of a data set's name is easily meant. */
  private void sayIfFolder(String choice) {
    if (IdxFolder.holdsAny(Path.of(choice))) {
      listener.message(
          "--data %s is the data set of that name; the folder here is --data ./%s"
              .formatted(choice, choice));
    }
  }

  /** What GRAFT_DATA names is looked into where no folder is named. */
  private void requireGiven() throws DataException {
    if (given.isPresent() && !Files.isDirectory(given.get())) {
      throw DataException.of(
          "GRAFT_DATA=" + given.get(),
          Files.exists(given.get()) ? "a file" : "no such folder",
          "a folder, or --data FOLDER in its place");
    }
  }

  /** Whether a folder keeps known data sets in folders of their names, rather than one itself. */
  private boolean holdsKnown(Path folder) {
    return IdxFolder.holdsAny(folder.resolve(preferred.keyword()))
        || IdxFolder.holdsAny(folder.resolve(substitute.keyword()));
  }

  private Optional<DataSplits> find(Recipe recipe, List<String> reasons) throws DataException {
    Optional<DataSplits> data = inGivenFolder(recipe);
    if (data.isEmpty()) {
      data = inCache(recipe);
    }
    if (data.isEmpty()) {
      data = installed(recipe);
    }
    return data.isPresent() ? data : fetched(recipe, reasons);
  }

  /** What is named by GRAFT_DATA is the user's: unsound there, it is an error, not passed over. */
  private Optional<DataSplits> inGivenFolder(Recipe recipe) throws DataException {
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Path inside = given.get().resolve(recipe.keyword());
    if (IdxFolder.holdsAny(inside)) {
      DataSplits data = readIdx(inside);
      Optional<String> difference = recipe.difference(data);
      if (difference.isPresent()) {
        throw new DataException(
            inside + " does not hold " + recipe.title() + ": " + difference.get());
      }
      return Optional.of(data);
    }
    if (IdxFolder.holdsAny(given.get())) {
      DataSplits data = readIdx(given.get());
      if (recipe.difference(data).isEmpty()) {
        return Optional.of(data);
      }
    }
    listener.message("GRAFT_DATA=" + given.get() + " does not hold " + recipe.title());
    return Optional.empty();
  }

  private DataSplits readIdx(Path folder) throws DataException {
    return IdxFolder.read(folder, DataFolder.source(folder), listener);
  }

  /** What is unsound in the cache is ours to mend: it is fetched again. */
  private Optional<DataSplits> inCache(Recipe recipe) {
    Path folder = cache.folder(recipe);
    if (!IdxFolder.holdsAll(folder)) {
      return Optional.empty();
    }
    try {
      DataSplits data = IdxFolder.read(folder, cache.source(recipe), listener);
      Optional<String> difference = recipe.difference(data);
      if (difference.isEmpty()) {
        return Optional.of(data);
      }
      listener.message("the cache " + folder + " is damaged: " + difference.get());
    } catch (DataException e) {
      listener.message("the cache is damaged: " + e.getMessage());
    }
    return Optional.empty();
  }

  private Optional<DataSplits> installed(Recipe recipe) {
    Optional<DebianPackage> debian =
        recipe.debian().filter(known -> IdxFolder.holdsAll(known.installed()));
    if (debian.isEmpty()) {
      return Optional.empty();
    }
    try {
      DataSplits data =
          IdxFolder.read(
              debian.get().installed(),
              "Debian package " + debian.get().name() + ", installed",
              listener);
      return Optional.of(data).filter(read -> recipe.difference(read).isEmpty());
    } catch (DataException e) {
      listener.message(e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<DataSplits> fetched(Recipe recipe, List<String> reasons) {
    try {
      return Optional.of(
          cache.exclusively(
              recipe,
              listener,
              folder -> {
                Optional<DataSplits> meanwhile = inCache(recipe);
                if (meanwhile.isPresent()) {
                  return meanwhile.get();
                }
                String origin = fetch(recipe, folder, reasons);
                cache.setOrigin(recipe, origin);
                return IdxFolder.read(folder, origin, listener);
              }));
    } catch (DataException e) {
      reasons.add(e.getMessage());
      return Optional.empty();
    }
  }

  private String fetch(Recipe recipe, Path folder, List<String> reasons) throws DataException {
    try {
      List<RemoteFile> lacking = recipe.lacking(folder);
      return "downloaded from "
          + downloader.fetch(recipe.title(), recipe.mirrors(), lacking, folder).stream()
              .map(Object::toString)
              .collect(Collectors.joining(" and "));
    } catch (FetchException | DataException e) {
      if (recipe.debian().isEmpty() || Thread.currentThread().isInterrupted()) {
        throw new DataException(e.getMessage(), e);
      }
      listener.message(e.getMessage());
      reasons.add(e.getMessage());
      return recipe.debian().get().fetch(recipe.sha256(), folder, listener);
    }
  }

  private DataException unavailable(String what, List<String> reasons) {
    String folder = given.map(path -> "GRAFT_DATA=" + path).orElse("GRAFT_DATA (not set)");
    String places = folder + " or " + cache.root();
    return DataException.withAdvice(
        "No images to train on: "
            + what
            + " is in "
            + places
            + ", and "
            + String.join("; ", new LinkedHashSet<>(reasons)).replace('\n', ' ')
            + ".",
        "Put train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz,"
            + " t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz into a folder and name it"
            + " with --data FOLDER or GRAFT_DATA=FOLDER; or let this machine reach a mirror (behind"
            + " a proxy: https_proxy) or a Debian or Ubuntu registry through apt.");
  }
}
