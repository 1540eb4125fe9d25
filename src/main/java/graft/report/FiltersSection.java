package graft.report;

import graft.page.Folded;
import graft.page.Html;
import graft.page.Part;
import graft.page.Picture;
import graft.page.Section;
import graft.page.Tiles;
import graft.page.Tiles.Tile;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The filters of each network's first convolution: before widening, after it, and trained. */
final class FiltersSection {
  /** More than this are left out, and said. */
  private static final int MOST = 128;

  private static final int PIXELS_OF_A_WEIGHT = 10;
  private static final int NARROWEST = 32;
  private static final int WIDEST = 64;

  private FiltersSection() {}

  static Optional<Section> of(Overview overview) {
    List<Group> some =
        overview.groups().stream().filter(group -> filters(group).isPresent()).toList();
    if (some.isEmpty()) {
      return Optional.empty();
    }
    List<Part> parts = new ArrayList<>();
    boolean replicas =
        some.stream().anyMatch(group -> !filters(group).orElseThrow().copied().isEmpty());
    parts.add(
        Html.paragraph(
            "Each picture is a filter, its number below; all of a set have one scale."
                + (replicas
                    ? " A badge marks a filter that widening copied and its replicas: it bears the"
                        + " number of the one that was copied."
                    : "")));
    if (overview.groups().size() == 1) {
      parts.addAll(parts(some.get(0)));
    } else {
      Group open =
          some.stream()
              .filter(group -> !filters(group).orElseThrow().copied().isEmpty())
              .findFirst()
              .orElse(some.get(0));
      for (Group group : some) {
        parts.add(new Folded(summary(group), group.equals(open), parts(group)));
      }
    }
    return Optional.of(new Section("First filters", parts));
  }

  private static Optional<FirstFilters> filters(Group group) {
    return group.first().detail().flatMap(Detail::filters);
  }

  private static String summary(Group group) {
    FirstFilters filters = filters(group).orElseThrow();
    Shape shape = filters.start().shape();
    return String.format(
        Locale.ROOT,
        "%s: %d filters of %d\u00d7%d\u00d7%d in %s%s",
        group.name(),
        filters.count(),
        shape.extent(1),
        shape.extent(2),
        shape.extent(3),
        filters.node(),
        filters.copied().isEmpty()
            ? ""
            : String.format(Locale.ROOT, ", %d of them replicas", filters.copied().size()));
  }

  private static List<Part> parts(Group group) {
    FirstFilters filters = filters(group).orElseThrow();
    List<Part> parts = new ArrayList<>();
    if (filters.copied().isEmpty()) {
      add("Before training", filters.start(), filters, filters.count(), parts);
    } else {
      add("Before widening: the teacher's", filters.start(), filters, filters.old(), parts);
      add("After widening, before training", filters.start(), filters, filters.count(), parts);
    }
    filters
        .trained()
        .ifPresent(trained -> add("After training", trained, filters, filters.count(), parts));
    return parts;
  }

  private static void add(
      String title, HostTensor weights, FirstFilters filters, int count, List<Part> parts) {
    Shape shape = weights.shape();
    List<Picture> pictures =
        Picture.ofFilters(
            weights.toArray(), shape.extent(0), shape.extent(1), shape.extent(2), shape.extent(3));
    int shown = Math.min(count, MOST);
    List<Tile> tiles = new ArrayList<>();
    for (int filter = 0; filter < shown; filter++) {
      tiles.add(tile(pictures.get(filter), filter, filters, count));
    }
    parts.add(Html.element("h3", Html.text(title)));
    if (shown < count) {
      parts.add(Html.paragraph(String.format(Locale.ROOT, "The first %d of %d.", shown, count)));
    }
    int width = Math.max(NARROWEST, Math.min(WIDEST, PIXELS_OF_A_WEIGHT * shape.extent(2)));
    parts.add(new Tiles(title, width, tiles));
  }

  /** Those that are copied are marked, too, where their replicas are shown. */
  private static Tile tile(Picture picture, int filter, FirstFilters filters, int count) {
    boolean replica = filter >= filters.old();
    boolean copied = count > filters.old() && filters.copied().contains(filter);
    int original = replica ? filters.copied().get(filter - filters.old()) : filter;
    String description =
        replica
            ? String.format(Locale.ROOT, "Filter %d, a copy of %d", filter, original)
            : "Filter " + filter;
    return new Tile(
        picture,
        description,
        List.of(Integer.toString(filter)),
        replica || copied ? Optional.of(original) : Optional.empty());
  }
}
