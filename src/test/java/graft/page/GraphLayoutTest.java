package graft.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import graft.page.GraphDrawing.Box;
import graft.page.GraphDrawing.Edge;
import graft.page.GraphDrawing.Mark;
import graft.page.GraphLayout.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GraphLayoutTest {
  private static final double WIDTH = 120;

  private static GraphLayout layout(GraphDrawing graph) {
    return new GraphLayout(graph.boxes(), graph.edges(), WIDTH);
  }

  /** Any graph at all: also such as no network is. */
  @Property(tries = 500)
  void linesLeadFromBoxToBoxAndCrossNone(
      @ForAll @IntRange(min = 1, max = 14) int size, @ForAll long seed) {
    Random random = new Random(seed);
    List<Box> boxes = new ArrayList<>();
    Set<Edge> edges = new HashSet<>();
    for (int i = 0; i < size; i++) {
      int lines = 1 + random.nextInt(3);
      boxes.add(new Box("b" + i, List.of("1", "2", "3").subList(0, lines), Mark.NONE));
      for (int reads = i == 0 ? 0 : random.nextInt(4); reads > 0; reads--) {
        edges.add(new Edge("b" + random.nextInt(i), "b" + i));
      }
    }
    assertIsRight(new GraphDrawing("random", boxes, List.copyOf(edges)));
  }

  @Test
  void networksAreRight() {
    assertIsRight(SampleGraphs.chain(10));
    assertIsRight(SampleGraphs.resNet20());
    assertIsRight(SampleGraphs.inception());
  }

  private static void assertIsRight(GraphDrawing graph) {
    GraphLayout layout = layout(graph);
    List<Place> places = List.copyOf(layout.boxes().values());
    assertThat(places).hasSameSizeAs(graph.boxes());
    for (Place place : places) {
      assertThat(place.x() + place.width()).isLessThanOrEqualTo(layout.width());
      assertThat(place.bottom()).isLessThanOrEqualTo(layout.height());
      for (Place other : places) {
        assertThat(place.equals(other) || apart(place, other)).isTrue();
      }
    }
    for (int i = 0; i < graph.edges().size(); i++) {
      Edge edge = graph.edges().get(i);
      List<Spot> way = layout.edges().get(i);
      assertIsOnTheRimOf(layout.boxes().get(edge.from()), way.get(0));
      assertIsOnTheRimOf(layout.boxes().get(edge.to()), way.get(way.size() - 1));
      for (int j = 1; j < way.size(); j++) {
        Spot from = way.get(j - 1);
        Spot to = way.get(j);
        assertThat(from.x() == to.x() || from.y() == to.y()).as("upright or level").isTrue();
        assertThat(Math.max(from.x(), to.x())).isLessThanOrEqualTo(layout.width());
        for (Place place : places) {
          assertThat(crosses(from, to, place)).as("%s crosses %s", edge, place).isFalse();
        }
      }
    }
  }

  private static boolean apart(Place a, Place b) {
    boolean beside = a.x() + a.width() < b.x() || b.x() + b.width() < a.x();
    return beside || a.bottom() < b.y() || b.bottom() < a.y();
  }

  private static void assertIsOnTheRimOf(Place place, Spot spot) {
    boolean upright = spot.x() == place.x() + place.width();
    boolean level = spot.y() == place.y() || spot.y() == place.bottom();
    assertThat(upright || level).isTrue();
    assertThat(spot.x()).isBetween(place.x(), place.x() + place.width());
    assertThat(spot.y()).isBetween(place.y(), place.bottom());
  }

  /** Whether a line goes through the inside of a box. */
  private static boolean crosses(Spot from, Spot to, Place place) {
    return Math.max(from.x(), to.x()) > place.x()
        && Math.min(from.x(), to.x()) < place.x() + place.width()
        && Math.max(from.y(), to.y()) > place.y()
        && Math.min(from.y(), to.y()) < place.bottom();
  }

  @Test
  void aChainIsStraight() {
    GraphLayout layout = layout(SampleGraphs.chain(10));
    assertThat(layout.width()).isEqualTo(WIDTH);
    assertThat(layout.edges()).allMatch(way -> way.size() == 2 && way.get(0).x() == WIDTH / 2);
  }

  @Test
  void aResidualBlockIsAChainWithALineBesideIt() {
    GraphLayout layout = layout(SampleGraphs.resNet20());
    Place first = layout.boxes().get("conv");
    assertThat(layout.boxes().get("block0-bn2").x()).isEqualTo(first.x());
    assertThat(layout.boxes().get("block8-add").x()).isEqualTo(first.x());
    assertThat(layout.boxes().get("block3-shortcut").x()).isGreaterThan(first.x() + WIDTH);
  }

  @Test
  void aLongGraphIsCutWhereOneLineLeadsOn() {
    GraphDrawing graph = SampleGraphs.resNet20();
    List<GraphPanels.Panel> panels = GraphPanels.of(graph);
    assertThat(panels).hasSizeBetween(5, 9);
    int boxes = panels.stream().mapToInt(panel -> panel.boxes().size()).sum();
    int edges = panels.stream().mapToInt(panel -> panel.edges(graph).size()).sum();
    assertThat(boxes).isEqualTo(graph.boxes().size());
    assertThat(edges).isEqualTo(graph.edges().size() - (panels.size() - 1));
    for (int i = 1; i < panels.size(); i++) {
      List<Box> before = panels.get(i - 1).boxes();
      assertThat(panels.get(i).before()).isEqualTo(before.get(before.size() - 1).lines().get(0));
      assertThat(panels.get(i - 1).behind()).isEqualTo(panels.get(i).boxes().get(0).lines().get(0));
    }
    assertThat(panels).allMatch(panel -> layout(panel, graph).height() < 1100);
    assertThat(GraphPanels.of(SampleGraphs.inception())).hasSize(1);
  }

  private static GraphLayout layout(GraphPanels.Panel panel, GraphDrawing graph) {
    return new GraphLayout(panel.boxes(), panel.edges(graph), WIDTH);
  }

  @Test
  void boxesAreMarkedByAWordToo() {
    List<Box> boxes =
        List.of(
            new Box("a", List.of("a"), Mark.NEW),
            new Box(
                "b", List.of("b <", "Conv2d of a width that no box can ever have"), Mark.WIDER));
    String html = new GraphDrawing("g", boxes, List.of(new Edge("a", "b"))).html().toString();
    assertThat(html).contains(">new</text>", ">wider</text>", "b &lt;", "…</text>");
    assertThat(html).contains("Conv2d of a width that no box can ever have (wider).</desc>");
  }

  @Test
  void whatIsNoGraphIsRefused() {
    Box a = new Box("a", List.of("a"), Mark.NONE);
    Box b = new Box("b", List.of("b"), Mark.NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GraphDrawing("g", List.of(a, a), List.of()))
        .withMessageContaining("'a'");
    for (Edge edge : List.of(new Edge("b", "a"), new Edge("a", "a"), new Edge("a", "c"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new GraphDrawing("g", List.of(a, b), List.of(edge)))
          .withMessageContaining("'" + edge.to() + "'");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Box("a", List.of("1", "2", "3", "4"), Mark.NONE))
        .withMessageContaining("4 lines");
    assertThat(new GraphDrawing("g", List.of(), List.of()).html().toString()).contains("g");
  }
}
