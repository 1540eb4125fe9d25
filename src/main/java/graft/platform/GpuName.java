package graft.platform;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What names a card: its ordinal among those that are visible, its UUID ("GPU-6fd7b0a5-..."), or
 * the UUID's beginning as far as it is of one card alone.
 */
public final class GpuName {
  private GpuName() {}

  /**
   * Refuses what can name no card of any machine.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static void check(String name) {
    if (!name.matches("[0-9]{1,4}|(?i:GPU-[0-9a-f-]+)")) {
      throw new IllegalArgumentException(
          "a GPU is named by its ordinal or its UUID (GPU-...), as graft info lists them, found '"
              + name
              + "'");
    }
  }

  /**
   * The card of a name.
   *
   * @throws DeviceUnavailableException if none has it or several do; lists those that are there
   */
  public static GpuCard find(String name, List<GpuCard> cards) {
    boolean ordinal = name.matches("[0-9]+");
    String start = name.toLowerCase(Locale.ROOT);
    List<GpuCard> found =
        cards.stream()
            .filter(
                card ->
                    ordinal
                        ? card.ordinal() == Integer.parseInt(name)
                        : card.uuid().toLowerCase(Locale.ROOT).startsWith(start))
            .toList();
    if (found.size() != 1) {
      throw new DeviceUnavailableException(
          (found.isEmpty() ? "no GPU is named " + name : name + " names several GPUs")
              + "; there are "
              + cards.stream().map(GpuCard::text).collect(Collectors.joining("; "))
              + (System.getenv("CUDA_VISIBLE_DEVICES") == null
                  ? ""
                  : " (CUDA_VISIBLE_DEVICES may hide others)"));
    }
    return found.get(0);
  }

  /** The card that has most free memory; of equals the first. One that cannot be had comes last. */
  static GpuCard most(List<GpuCard> cards) {
    return cards.stream()
        .max(
            Comparator.comparingLong((GpuCard card) -> card.freeBytes().orElse(-1))
                .thenComparing(Comparator.comparingInt(GpuCard::ordinal).reversed()))
        .orElseThrow();
  }
}
