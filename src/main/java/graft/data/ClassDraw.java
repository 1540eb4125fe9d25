package graft.data;

import graft.random.Philox;
import graft.random.RandomSequences;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Draws from images of several classes, all classes alike. */
final class ClassDraw {
  private static final int SHARE = 10; // one image of so many is held back

  private final List<List<Integer>> byClass = new ArrayList<>(); // positions, in drawn order

  /**
   * A draw.
   *
   * @param labels [N], in [0, classes)
   */
  ClassDraw(List<Integer> labels, int classes, long seed) {
    for (int label = 0; label < classes; label++) {
      List<Integer> positions = new ArrayList<>();
      for (int i = 0; i < labels.size(); i++) {
        if (labels.get(i) == label) {
          positions.add(i);
        }
      }
      List<Integer> drawn = new ArrayList<>();
      Philox random = new Philox(seed, RandomSequences.imagesOfClass(label));
      for (int place : random.permutation(positions.size())) {
        drawn.add(positions.get(place));
      }
      byClass.add(drawn);
    }
  }

  /** The first class of which there is but one image, so that none can be held back; or -1. */
  int classOfOne() {
    for (int label = 0; label < byClass.size(); label++) {
      if (byClass.get(label).size() < 2) {
        return label;
      }
    }
    return -1;
  }

  /** A tenth of each class, at least one image: their positions, in ascending order. */
  List<Integer> heldBack() {
    return byClass.stream()
        .map(drawn -> drawn.subList(0, held(drawn)))
        .flatMap(Collection::stream)
        .sorted()
        .toList();
  }

  /** All that are not {@link #heldBack}, in the order of {@link #all}. */
  List<Integer> rest() {
    return interleaved(
        byClass.stream().map(drawn -> drawn.subList(held(drawn), drawn.size())).toList());
  }

  /**
   * All positions in an order of which every beginning holds of each class its share, give or take
   * one image.
   */
  List<Integer> all() {
    return interleaved(byClass);
  }

  private static int held(List<Integer> drawn) {
    return Math.max(1, Math.round((float) drawn.size() / SHARE));
  }

  /** The k-th of a class of n stands at (k + 1/2) / n of the way. */
  private static List<Integer> interleaved(List<List<Integer>> classes) {
    record Place(double share, int label, int position) {}
    List<Place> places = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      List<Integer> drawn = classes.get(label);
      for (int k = 0; k < drawn.size(); k++) {
        places.add(new Place((k + 0.5) / drawn.size(), label, drawn.get(k)));
      }
    }
    places.sort(Comparator.comparingDouble(Place::share).thenComparingInt(Place::label));
    return places.stream().map(Place::position).toList();
  }
}
