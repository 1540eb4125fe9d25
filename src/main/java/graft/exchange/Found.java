package graft.exchange;

import graft.files.FileFormatException;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Model;
import graft.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a reader found in another framework's file.
 *
 * @param file where
 * @param model the network and its weights
 * @param scale what the file makes of its input before the network; empty if it has weights alone
 * @param fedBytes whether its types or its scale tell that it is fed the bytes of images
 * @param strings what {@link ModelFile#description} said, if Graft wrote it
 * @param facts what the lineage keeps of the file: its format and what wrote it
 * @param notes what the user should know of it, a sentence each
 */
public record Found(
    Path file,
    Model model,
    Optional<Scale> scale,
    boolean fedBytes,
    Map<String, String> strings,
    Map<String, String> facts,
    List<String> notes) {
  private static final double TOLERANCE = 1e-5;
  private static final String DESCRIBED = "preprocessing";

  /** Keeps copies. */
  public Found {
    strings = Collections.unmodifiableMap(new LinkedHashMap<>(strings));
    facts = Map.copyOf(facts);
    notes = List.copyOf(notes);
  }

  /**
   * The model with what the user says where the file does not.
   *
   * @throws FileFormatException if Graft's description in the file does not fit the network
   * @throws IllegalArgumentException if neither the file nor the user tells what the network is
   *     fed, or what the user says does not fit
   * @throws IOException if the file cannot be read again, for its checksum
   */
  public Imported with(Told told) throws IOException {
    Optional<ModelFile> described =
        strings.containsKey(DESCRIBED)
            ? Optional.of(ModelFile.described(file, model, strings))
            : Optional.empty();
    Preprocessing preprocessing = preprocessing(told, described);
    List<String> more = new ArrayList<>(notes);
    List<String> classes = classes(told, described, more);
    Lineage lineage =
        described
            .map(ModelFile::lineage)
            .orElse(Lineage.UNKNOWN)
            .goneOn(Instant.now())
            .withParent(Lineage.Parent.of(file))
            .withTransform(new Lineage.Transform("import", facts));
    Map<String, String> kept = described.map(ModelFile::notes).orElse(Map.of());
    return new Imported(new ModelFile(model, preprocessing, classes, lineage, kept), more);
  }

  private Preprocessing preprocessing(Told told, Optional<ModelFile> described)
      throws FileFormatException {
    int channels = model.spec().input().last();
    Scale before = scale.orElse(Scale.none(channels));
    Optional<Preprocessing> fed = told.preprocessing(channels);
    if (fed.isEmpty() && described.isPresent()) {
      Preprocessing kept = described.get().preprocessing();
      // The file's own numbers may say it less exactly.
      Preprocessing behind = behind(before, bytes(channels));
      return scale.isEmpty() || close(kept, behind) ? kept : behind;
    }
    if (fed.isEmpty() && fedBytes) {
      fed = Optional.of(bytes(channels));
    }
    return behind(
        before,
        fed.orElseThrow(
            () ->
                new IllegalArgumentException(
                    file
                        + " does not tell what its network is fed; expected the range of its"
                        + " pixels, or their mean and deviation")));
  }

  private Preprocessing behind(Scale before, Preprocessing fed) throws FileFormatException {
    try {
      return before.behind(fed);
    } catch (IllegalArgumentException e) {
      throw FileFormatException.of(
          file,
          "a product and a sum of its pixels by which " + e.getMessage(),
          "positive, finite factors");
    }
  }

  /** Bytes as they are: of pixels in [0, 1], 255 times as much. */
  private static Preprocessing bytes(int channels) {
    return new Preprocessing(
        Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1 / 255.0));
  }

  private static boolean close(Preprocessing a, Preprocessing b) {
    return IntStream.range(0, a.channels())
        .allMatch(
            c ->
                Math.abs(a.mean().get(c) - b.mean().get(c)) < TOLERANCE
                    && Math.abs(a.deviation().get(c) / b.deviation().get(c) - 1) < TOLERANCE);
  }

  private List<String> classes(Told told, Optional<ModelFile> described, List<String> more) {
    int count = model.spec().outputShape().elements();
    if (told.classNames().isPresent()) {
      return told.classNames().get();
    }
    if (described.isPresent()) {
      return described.get().classNames();
    }
    more.add("the file does not tell what its classes are called: 0 to " + (count - 1));
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
