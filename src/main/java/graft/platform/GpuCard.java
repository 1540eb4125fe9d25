package graft.platform;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A GPU that the driver has, of those that CUDA_VISIBLE_DEVICES leaves.
 *
 * @param ordinal its number
 * @param uuid such as "GPU-6fd7b0a5-..."; empty if the driver does not tell
 * @param properties what it is
 * @param freeBytes of its memory, as they were when it was asked; empty if it could not be
 * @param obstacle why it could not, such as "CUDA_ERROR_DEVICE_UNAVAILABLE (46)"; else empty
 */
public record GpuCard(
    int ordinal,
    String uuid,
    DeviceProperties properties,
    OptionalLong freeBytes,
    String obstacle) {
  private static final String SEPARATOR = "\t";

  /** 10 major + minor of its compute capability. */
  int capability() {
    return 10 * properties.major() + properties.minor();
  }

  /** "0: NVIDIA H100 (compute 9.0, 79.1 GiB), 78.5 GiB free, GPU-6fd7b0a5-...". */
  String text() {
    return ordinal
        + ": "
        + properties.description()
        + (freeBytes.isPresent() ? ", " + Bytes.text(freeBytes.getAsLong()) + " free" : "")
        + (obstacle.isEmpty() ? "" : ", not to be had: " + obstacle)
        + (uuid.isEmpty() ? "" : ", " + uuid);
  }

  /** As one line, for {@link #parse}. */
  String line() {
    return String.join(
        SEPARATOR,
        String.valueOf(ordinal),
        uuid,
        String.valueOf(properties.major()),
        String.valueOf(properties.minor()),
        String.valueOf(properties.bytes()),
        freeBytes.isPresent() ? String.valueOf(freeBytes.getAsLong()) : "",
        obstacle.replaceAll("\\s+", " "),
        properties.name().replaceAll("\\s+", " "));
  }

  /** Of {@link #line}; empty if it is none. */
  static Optional<GpuCard> parse(String line) {
    List<String> parts = List.of(line.split(SEPARATOR, -1));
    try {
      return parts.size() != 8
          ? Optional.empty()
          : Optional.of(
              new GpuCard(
                  Integer.parseInt(parts.get(0)),
                  parts.get(1),
                  new DeviceProperties(
                      parts.get(7),
                      Integer.parseInt(parts.get(2)),
                      Integer.parseInt(parts.get(3)),
                      Long.parseLong(parts.get(4))),
                  parts.get(5).isEmpty()
                      ? OptionalLong.empty()
                      : OptionalLong.of(Long.parseLong(parts.get(5))),
                  parts.get(6)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
