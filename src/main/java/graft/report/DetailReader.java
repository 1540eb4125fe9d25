package graft.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.files.LineageJson;
import graft.files.MistakeException;
import graft.files.NetworkJson;
import graft.files.Place;
import graft.predict.WrongImage;
import graft.report.Detail.WorstImage;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Reads report.json. A part that is not what it should be is left out, with a note. */
final class DetailReader {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  private final String file;
  private final ObjectNode tree;
  private final List<String> notes;

  /**
   * That of a file.
   *
   * @param notes told in a sentence what is left out
   */
  DetailReader(Path file, ObjectNode tree, List<String> notes) {
    this.file = file.toString();
    this.tree = tree;
    this.notes = notes;
  }

  /**
   * The details of each network.
   *
   * @throws MistakeException if there is no list of networks, or one has no name
   */
  Map<RecordedNetwork.Id, Detail> read() {
    Map<RecordedNetwork.Id, Detail> details = new LinkedHashMap<>();
    List<Place> networks =
        Place.of(file, tree).require("networks", "what was trained").items("a list of networks");
    for (int i = 0; i < networks.size(); i++) {
      Place place = networks.get(i);
      String run = Read.TEXT.read(place.require("run", "the run's name"));
      OptionalLong seed =
          place
              .find("seed")
              .map(found -> OptionalLong.of(Read.LONG.read(found)))
              .orElse(OptionalLong.empty());
      details.put(RecordedNetwork.Id.of(seed, run), detail(place, tree.path("networks").get(i)));
    }
    return details;
  }

  private Detail detail(Place place, JsonNode json) {
    return new Detail(
        part(place, "file", Read.TEXT::read),
        part(place, "sha256", Read.TEXT::read),
        part(place, "network", found -> NetworkJson.read(json.get("network"), found.toString())),
        part(place, "lineage", found -> LineageJson.read(json.get("lineage"), found.toString())),
        part(place, "certificate", CertificateReader::read),
        part(place, "evaluation", EvaluationReader::read),
        part(place, "worst", DetailReader::worst).orElse(List.of()),
        part(place, "filters", DetailReader::filters));
  }

  private <T> Optional<T> part(Place place, String key, Function<Place, T> reader) {
    try {
      return place.find(key).map(reader);
    } catch (MistakeException e) {
      notes.add(e.getMessage() + "; this part is left out");
      return Optional.empty();
    }
  }

  private static List<WorstImage> worst(Place place) {
    List<WorstImage> images = new ArrayList<>();
    for (Place image : place.items("a list of images")) {
      images.add(
          new WorstImage(
              new WrongImage(
                  Read.COUNT.read(image.require("image", "its index")),
                  Read.COUNT.read(image.require("label", "its class")),
                  Read.COUNT.read(image.require("predicted", "what it was taken for")),
                  Read.figure(image, "loss"),
                  Read.figure(image, "probability")),
              image.find("png").map(DetailReader::png)));
    }
    return images;
  }

  private static String png(Place place) {
    String base64 = Read.TEXT.read(place);
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw place.mistake("is no base64; expected a PNG in base64");
    }
    for (int i = 0; i < PNG.length; i++) {
      if (i >= bytes.length || bytes[i] != PNG[i]) {
        throw place.mistake("is no PNG; expected one in base64");
      }
    }
    return base64;
  }

  private static FirstFilters filters(Place place) {
    Place shapeAt = place.require("shape", "[K, R, S, C]");
    List<Integer> extents = Read.counts(shapeAt);
    if (extents.size() != 4 || extents.contains(0)) {
      throw shapeAt.mistake("is " + extents + "; expected [K, R, S, C], none of them 0");
    }
    Shape shape = shape(shapeAt, extents);
    Optional<Place> copiedAt = place.find("copied");
    List<Integer> copied = copiedAt.map(Read::counts).orElse(List.of());
    int old = extents.get(0) - copied.size();
    if (copied.stream().anyMatch(filter -> filter >= old)) {
      throw copiedAt
          .orElseThrow()
          .mistake(
              String.format(
                  Locale.ROOT, "names %s; expected filters from 0 to %d", copied, old - 1));
    }
    return new FirstFilters(
        Read.TEXT.read(place.require("node", "the convolution's name")),
        tensor(place.require("start", "weights"), shape),
        place.find("trained").map(found -> tensor(found, shape)),
        copied);
  }

  private static Shape shape(Place place, List<Integer> extents) {
    try {
      return Shape.of(extents.stream().mapToInt(Integer::intValue).toArray());
    } catch (IllegalArgumentException e) {
      throw place.mistake("is %s; expected fewer than 2^31 weights".formatted(extents));
    }
  }

  private static HostTensor tensor(Place place, Shape shape) {
    List<Place> items = place.items("a list of numbers");
    if (items.size() != shape.elements()) {
      throw place.mistake(
          String.format(
              Locale.ROOT,
              "has %d numbers; expected %d, for the shape %s",
              items.size(),
              shape.elements(),
              shape));
    }
    float[] weights = new float[items.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Read.SINGLE.read(items.get(i));
    }
    return HostTensor.of(shape, weights);
  }
}
