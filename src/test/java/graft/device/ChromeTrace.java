package graft.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A Chrome trace, read again. */
public final class ChromeTrace {
  /** The device's process. */
  public static final int DEVICE = 2;

  private static final int HOST = 1;

  private final List<Slice> slices = new ArrayList<>();
  private final List<JsonNode> arrowTails = new ArrayList<>();
  private final List<JsonNode> arrowHeads = new ArrayList<>();
  private final long leftOut;

  /** A stretch of time on a track, in whole nanoseconds. */
  public record Slice(
      String category, String name, int process, long track, long begin, long end, JsonNode args) {
    boolean covers(long moment) {
      return begin <= moment && moment <= end;
    }
  }

  private ChromeTrace(JsonNode root) {
    leftOut = root.at("/otherData/left_out").asLong(-1);
    for (JsonNode event : root.get("traceEvents")) {
      switch (event.get("ph").asText()) {
        case "X" -> slices.add(slice(event));
        case "s" -> arrowTails.add(event);
        case "f" -> arrowHeads.add(event);
        case "M" -> {}
        default -> throw new IllegalArgumentException("an event of no known phase: " + event);
      }
    }
    slices.sort(
        Comparator.comparingLong(Slice::begin)
            .thenComparing(Comparator.comparingLong(Slice::end).reversed()));
  }

  /** Reads a file, which must be valid JSON. */
  public static ChromeTrace read(Path file) throws IOException {
    return new ChromeTrace(new ObjectMapper().readTree(file.toFile()));
  }

  private static Slice slice(JsonNode event) {
    long begin = Math.round(event.get("ts").asDouble() * 1e3);
    long duration = Math.round(event.get("dur").asDouble() * 1e3);
    return new Slice(
        event.get("cat").asText(),
        event.get("name").asText(),
        event.get("pid").asInt(),
        event.get("tid").asLong(),
        begin,
        begin + duration,
        event.get("args"));
  }

  public long leftOut() {
    return leftOut;
  }

  /** In the order of their beginnings, outer ones first. */
  public List<Slice> slices() {
    return List.copyOf(slices);
  }

  /** Those of the categories. */
  public List<Slice> of(String... categories) {
    List<String> wanted = List.of(categories);
    return slices.stream().filter(s -> wanted.contains(s.category())).toList();
  }

  /** Ranges as the host opened them. */
  public List<Slice> hostRanges() {
    return of("range").stream().filter(s -> s.process() == HOST).toList();
  }

  /** Ranges as the device worked through them. */
  public List<Slice> deviceRanges() {
    return of("range").stream().filter(s -> s.process() == DEVICE).toList();
  }

  /** How often each name occurs. */
  public static Map<String, Long> counts(List<Slice> slices) {
    Map<String, Long> counts = new TreeMap<>();
    slices.forEach(s -> counts.merge(s.name(), 1L, Long::sum));
    return counts;
  }

  /** Bytes copied in a direction, by what ran. */
  public long bytesCopied(String direction) {
    return slices.stream()
        .filter(s -> s.args().path("direction").asText().equals(direction))
        .mapToLong(s -> s.args().get("bytes_copied").asLong())
        .sum();
  }

  /** Slices of a track that neither follow nor contain each other; negative times. */
  public List<String> disorder() {
    List<String> found = new ArrayList<>();
    Map<String, List<Slice>> open = new TreeMap<>();
    for (Slice slice : slices) {
      if (slice.begin() < 0 || slice.end() < slice.begin()) {
        found.add("time runs backwards in " + slice);
      }
      List<Slice> outer =
          open.computeIfAbsent(slice.process() + "/" + slice.track(), key -> new ArrayList<>());
      while (!outer.isEmpty() && outer.get(outer.size() - 1).end() <= slice.begin()) {
        outer.remove(outer.size() - 1);
      }
      if (!outer.isEmpty() && outer.get(outer.size() - 1).end() < slice.end()) {
        found.add(slice + " ends after " + outer.get(outer.size() - 1));
      }
      outer.add(slice);
    }
    return found;
  }

  /** Arrows that do not lead from inside a call to the beginning of an operation. */
  public List<String> looseArrows() {
    List<String> found = new ArrayList<>();
    Map<Long, JsonNode> tails = new TreeMap<>();
    arrowTails.forEach(tail -> tails.put(tail.get("id").asLong(), tail));
    for (JsonNode head : arrowHeads) {
      JsonNode tail = tails.remove(head.get("id").asLong());
      if (tail == null) {
        found.add("no tail for " + head);
        continue;
      }
      long sent = Math.round(tail.get("ts").asDouble() * 1e3);
      long arrived = Math.round(head.get("ts").asDouble() * 1e3);
      long track = tail.get("tid").asLong();
      if (sent > arrived
          || of("call").stream().noneMatch(c -> c.track() == track && c.covers(sent))) {
        found.add("from " + tail + " to " + head);
      }
    }
    tails.values().forEach(tail -> found.add("no head for " + tail));
    return found;
  }
}
