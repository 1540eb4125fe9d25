package graft.nn;

import graft.model.NetworkSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of a pass's values share a place, and how long each place is needed. A view lies where its
 * input does; an op that can work in place does so if its input is read by nobody later.
 *
 * <p>The network's input and its logits are kept to the end: they belong to the caller.
 */
final class ValuePlaces {
  private final NetworkSpec spec;
  private final List<PlannedStage> stages;
  private final PassClock clock;
  private final int batch;
  private final List<Place> places = new ArrayList<>();
  private final Map<String, Integer> placeOf = new HashMap<>();

  /** The life of one place; {@code last} grows with every value that is laid there. */
  private static final class Place {
    private final String name;
    private final long bytes;
    private final int first;
    private int last;

    Place(String name, long bytes, int first, int last) {
      this.name = name;
      this.bytes = bytes;
      this.first = first;
      this.last = last;
    }
  }

  ValuePlaces(NetworkSpec spec, List<PlannedStage> stages, int batch) {
    this.spec = spec;
    this.stages = stages;
    this.clock = new PassClock(stages.size());
    this.batch = batch;
    open(NetworkSpec.INPUT, 0, clock.end());
    for (int i = 0; i < stages.size(); i++) {
      lay(i);
    }
  }

  private void lay(int stage) {
    PlannedStage planned = stages.get(stage);
    String output = planned.output();
    int last = lastUse(output, stage);
    int inputPlace = placeOf.get(planned.stage().first().inputs().get(0));
    Place place = places.get(inputPlace);
    boolean shared =
        switch (planned.op().traits().output()) {
          case APART -> false;
          case IN_PLACE -> place.last <= clock.forward(stage);
          case VIEW -> true;
        };
    if (shared) {
      place.last = Math.max(place.last, last);
      placeOf.put(output, inputPlace);
    } else {
      open(output, clock.forward(stage), last);
    }
  }

  private void open(String name, int first, int last) {
    placeOf.put(name, places.size());
    places.add(new Place(name, spec.shapeOf(name).prepend(batch).bytes(), first, last));
  }

  private int lastUse(String name, int producer) {
    if (name.equals(spec.output().name())) {
      return clock.end();
    }
    int last = clock.forward(producer);
    PlannedStage made = stages.get(producer);
    if (made.hasBackward() && made.op().traits().readsOutput()) {
      last = clock.backward(producer);
    }
    for (int i = 0; i < stages.size(); i++) {
      PlannedStage reader = stages.get(i);
      if (reader.stage().first().inputs().contains(name)) {
        boolean backward = reader.hasBackward() && reader.op().traits().readsInput();
        last = Math.max(last, backward ? clock.backward(i) : clock.forward(i));
      }
    }
    return last;
  }

  /** One interval for each place. */
  List<MemoryPlan.Interval> intervals() {
    return places.stream()
        .map(place -> new MemoryPlan.Interval(place.name, place.bytes, place.first, place.last))
        .toList();
  }

  /** The number of the place in which a value lies. */
  int of(String name) {
    return placeOf.get(name);
  }
}
