package graft.model;

import graft.reference.Closeness;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What PyTorch made of a small case, read from {@code src/test/resources/graft/peers}; {@code
 * docs/peers.md} tells how the files come about and what their names mean. All layouts are Graft's.
 */
public final class PeerFigures {
  private static final String GRADIENT = "gradient/";

  private final String name;
  private final Map<String, Figure> figures = new LinkedHashMap<>();

  private record Figure(Shape shape, List<String> numbers, boolean drawn) {
    double[] doubles() {
      return numbers.stream().mapToDouble(Double::parseDouble).toArray();
    }
  }

  private PeerFigures(String name) {
    this.name = name;
  }

  /** The figures of a case. */
  public static PeerFigures of(String name) {
    return of("/graft/peers/", name);
  }

  /** The figures of a case in another folder of resources. */
  public static PeerFigures of(String folder, String name) {
    PeerFigures read = new PeerFigures(name);
    String[] blocks = text(folder + name + ".txt").split("\n\n");
    for (String block : Arrays.asList(blocks).subList(1, blocks.length)) {
      List<String> lines = block.lines().toList();
      String head = lines.get(0);
      String extents = head.substring(head.indexOf('[') + 1, head.indexOf(']'));
      read.figures.put(
          head.substring(0, head.indexOf(' ')),
          new Figure(
              Shape.of(Arrays.stream(extents.split(", ")).mapToInt(Integer::parseInt).toArray()),
              List.of(String.join(" ", lines.subList(1, lines.size())).split(" ")),
              head.endsWith(" drawn")));
    }
    return read;
  }

  private static String text(String resource) {
    try (InputStream in = PeerFigures.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new AssertionError("no figures " + resource + "; `make peer-figures` writes them");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name under which the gradient of a tensor stands. */
  public static String gradientOf(String tensor) {
    return GRADIENT + tensor;
  }

  /** The name under which a parameter stands as the case left it. */
  public static String after(String parameter) {
    return "after/" + parameter;
  }

  /** Whether there is such a tensor. */
  public boolean has(String tensor) {
    return figures.containsKey(tensor);
  }

  /** What the case began with: the float32 numbers that PyTorch had too. */
  public float[] drawn(String tensor) {
    double[] doubles = figure(tensor).doubles();
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }

  /** The labels {@code [batch]}. */
  public int[] labels() {
    return Arrays.stream(computed("labels")).mapToInt(value -> (int) value).toArray();
  }

  /** What PyTorch computed, or a case began with, in float64. */
  public double[] computed(String tensor) {
    return figure(tensor).doubles();
  }

  private Figure figure(String tensor) {
    Figure figure = figures.get(tensor);
    if (figure == null) {
      throw new AssertionError(
          "case %s has no tensor %s; there are %s".formatted(name, tensor, figures.keySet()));
    }
    return figure;
  }

  /** The number of samples. */
  public int batch() {
    return figure(NetworkSpec.INPUT).shape().extent(0);
  }

  /** The shape of one sample. */
  public Shape sample() {
    Shape input = figure(NetworkSpec.INPUT).shape();
    int[] extents = new int[input.rank() - 1];
    Arrays.setAll(extents, axis -> input.extent(axis + 1));
    return Shape.of(extents);
  }

  /**
   * A network with the parameters that the case began with.
   *
   * @throws IllegalArgumentException if the case has none of a parameter's name and shape
   */
  public Model model(NetworkSpec spec) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (NodeParameter parameter : spec.parameters()) {
      Shape shape = figure(parameter.name()).shape();
      tensors.put(parameter.name(), HostTensor.of(shape, drawn(parameter.name())));
    }
    return Model.of(spec, tensors);
  }

  /**
   * Fails unless all that PyTorch computed was found too.
   *
   * @param found by the names of the file; more than there stand in it do no harm
   * @param part the largest difference, as a part of the tensor's largest value
   */
  public void check(Map<String, double[]> found, double part) {
    figures.forEach(
        (tensor, figure) -> {
          if (figure.drawn()) {
            return;
          }
          String what = tensor + " of " + name;
          if (!found.containsKey(tensor)) {
            throw new AssertionError(what + " was not computed; found " + found.keySet());
          }
          double[] expected = figure.doubles();
          double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
          new Closeness(part * largest, 0).check(what, found.get(tensor), expected);
        });
  }
}
