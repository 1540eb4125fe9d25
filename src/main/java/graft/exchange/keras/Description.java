package graft.exchange.keras;

import graft.files.ModelFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What Graft says of a model besides its network, as attributes of an HDF5 file's root, each under
 * its key behind {@code graft:}. Long ones are split over several, as Keras splits its lists.
 */
final class Description {
  private static final String PREFIX = "graft:";

  /**
   * Of 64 KiB that an attribute may take: a character has up to 3 bytes, for which jhdf takes up to
   * 4.4.
   */
  private static final int MOST = 10_000;

  private Description() {}

  /** What was written, by Graft's own keys; nothing in files of others. */
  static Map<String, String> read(Hdf5 file) throws IOException {
    Map<String, String> strings = new LinkedHashMap<>();
    for (String attribute : file.attributes("")) {
      if (attribute.startsWith(PREFIX) && attribute.indexOf('#') < 0) {
        strings.put(attribute.substring(PREFIX.length()), file.text("", attribute).orElse(""));
      } else if (attribute.startsWith(PREFIX) && attribute.endsWith("#0")) {
        String name = attribute.substring(0, attribute.length() - 1);
        strings.put(
            name.substring(PREFIX.length(), name.length() - 1), file.text("", name).orElse(""));
      }
    }
    return strings;
  }

  /** The attributes of a model. */
  static Map<String, String> of(ModelFile model) {
    Map<String, String> attributes = new LinkedHashMap<>();
    model
        .description()
        .forEach(
            (key, value) -> {
              if (value.length() <= MOST && key.indexOf('#') < 0) {
                attributes.put(PREFIX + key, value);
              } else {
                parts(value).forEach((i, part) -> attributes.put(PREFIX + key + "#" + i, part));
              }
            });
    return attributes;
  }

  private static Map<Integer, String> parts(String value) {
    Map<Integer, String> parts = new LinkedHashMap<>();
    int from = 0;
    do {
      int to = Math.min(value.length(), from + MOST);
      to -= to < value.length() && Character.isHighSurrogate(value.charAt(to - 1)) ? 1 : 0;
      parts.put(parts.size(), value.substring(from, to));
      from = to;
    } while (from < value.length());
    return parts;
  }
}
