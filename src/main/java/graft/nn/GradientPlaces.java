package graft.nn;

import graft.model.NetworkSpec;
import graft.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the gradients of a training pass lie, and how each reader's share of a value's gradient
 * gets there. In the order of the backward pass a value's first reader to deliver overwrites, later
 * ones add. An op that only hands its gradient on (a sum, a view) or turns it into the input's in
 * place lets the input's gradient lie in its own place, where that is safe: a place may be changed
 * only when nobody else needs what it holds.
 */
final class GradientPlaces {
  private static final int NEVER = Integer.MAX_VALUE;

  private final NetworkSpec spec;
  private final List<PlannedStage> stages;
  private final GradientNeeds needs;
  private final PassClock clock;
  private final int batch;
  private final Map<String, Integer> producers = new HashMap<>();
  private final Map<String, List<Integer>> deliveries = new HashMap<>();
  private final List<Place> places = new ArrayList<>();
  private final Map<String, Place> placeOf = new HashMap<>();
  private final Map<Integer, List<Optional<Gradient.Delivery>>> shares = new HashMap<>();

  private static final class Place {
    private final int number;
    private final String name;
    private final long bytes;
    private final int first;
    private int last;
    private final List<String> holders = new ArrayList<>();

    Place(int number, String name, long bytes, int first) {
      this.number = number;
      this.name = name;
      this.bytes = bytes;
      this.first = first;
      this.last = first;
    }
  }

  GradientPlaces(NetworkSpec spec, List<PlannedStage> stages, GradientNeeds needs, int batch) {
    this.spec = spec;
    this.stages = stages;
    this.needs = needs;
    this.clock = new PassClock(stages.size());
    this.batch = batch;
    String output = spec.output().name();
    deliveries.put(output, new ArrayList<>(List.of(clock.loss())));
    for (int i = stages.size() - 1; i >= 0; i--) {
      producers.put(stages.get(i).output(), i);
      if (stages.get(i).hasBackward()) {
        int time = clock.backward(i);
        for (String input : inputs(i)) {
          deliveries.computeIfAbsent(input, ignored -> new ArrayList<>()).add(time);
        }
      }
    }
    open(output, clock.loss());
    for (int i = stages.size() - 1; i >= 0; i--) {
      if (stages.get(i).hasBackward()) {
        deliver(i);
      }
    }
  }

  private List<String> inputs(int stage) {
    return stages.get(stage).stage().first().inputs();
  }

  private Place open(String name, int first) {
    long bytes = spec.shapeOf(name).prepend(batch).bytes();
    Place place = new Place(places.size(), name, bytes, first);
    places.add(place);
    hold(place, name);
    return place;
  }

  private void hold(Place place, String name) {
    place.holders.add(name);
    placeOf.put(name, place);
  }

  private void deliver(int stage) {
    String output = stages.get(stage).output();
    Place place = placeOf.get(output);
    place.last = Math.max(place.last, ownLast(output));
    List<Optional<Gradient.Delivery>> delivered = new ArrayList<>();
    for (String input : inputs(stage)) {
      delivered.add(needs.of(input) ? Optional.of(share(stage, input, place)) : Optional.empty());
    }
    shares.put(stage, delivered);
  }

  private Gradient.Delivery share(int stage, String input, Place outputPlace) {
    int time = clock.backward(stage);
    Place place = placeOf.get(input);
    if (place != null) {
      place.last = Math.max(place.last, time);
      return Gradient.Delivery.ACCUMULATE;
    }
    if (handsOn(stage) && isSafe(stage, input, outputPlace)) {
      hold(outputPlace, input);
      outputPlace.last = Math.max(outputPlace.last, Math.max(time, ownLast(input)));
      return Gradient.Delivery.IN_PLACE;
    }
    Place own = open(input, time);
    own.last = Math.max(own.last, ownLast(input));
    return Gradient.Delivery.OVERWRITE;
  }

  /** Whether the input's gradient could lie where the output's does. */
  private boolean handsOn(int stage) {
    return stages.get(stage).op().traits().passesGradient() || changesInPlace(stage);
  }

  private boolean changesInPlace(int stage) {
    return stages.get(stage).op().traits().output() == PlannedOp.Output.IN_PLACE;
  }

  /** Whether an input's gradient may lie in the place of the gradients that hold it already. */
  private boolean isSafe(int stage, String input, Place place) {
    int time = clock.backward(stage);
    String output = stages.get(stage).output();
    // The op itself may change its own output's gradient into the input's, unless that is needed
    // later; what only hands it on must find it unchanged while it does.
    int change = changesInPlace(stage) ? time : NEVER;
    int outputLast = ownLast(output);
    if ((change == time && outputLast > time) || firstChange(input) <= outputLast) {
      return false;
    }
    for (String other : place.holders) {
      boolean finished = other.equals(output) || ownLast(other) < time;
      if (!finished
          && (Math.min(change, firstChange(input)) <= lastUse(other)
              || firstChange(other) <= lastUse(input))) {
        return false;
      }
    }
    return true;
  }

  /** When a value's gradient is first changed after its first share has arrived. */
  private int firstChange(String name) {
    List<Integer> arrivals = deliveries.get(name);
    int change = arrivals.size() > 1 ? arrivals.get(1) : NEVER;
    Integer producer = producers.get(name);
    if (producer == null || !stages.get(producer).hasBackward()) {
      return change;
    }
    if (changesInPlace(producer) || stages.get(producer).op().traits().changesGradient()) {
      change = Math.min(change, clock.backward(producer));
    }
    for (String heir : heirs(producer)) {
      change = Math.min(change, firstChange(heir));
    }
    return change;
  }

  /** When a value's gradient is last used, by itself or by those that may lie in its place. */
  private int lastUse(String name) {
    int last = ownLast(name);
    Integer producer = producers.get(name);
    if (producer != null) {
      for (String heir : heirs(producer)) {
        last = Math.max(last, lastUse(heir));
      }
    }
    return last;
  }

  /** Inputs whose gradient may come to lie in the place of the stage's output's. */
  private List<String> heirs(int stage) {
    if (!handsOn(stage)) {
      return List.of();
    }
    int time = clock.backward(stage);
    return inputs(stage).stream()
        .filter(needs::of)
        .filter(input -> deliveries.get(input).get(0) == time)
        .distinct()
        .toList();
  }

  /**
   * When the value's own producer, or a convolution whose bias gradient is summed from it, reads.
   */
  private int ownLast(String name) {
    Integer producer = producers.get(name);
    if (producer == null) {
      return clock.end();
    }
    int last = clock.backward(producer);
    for (int i = 0; i < stages.size(); i++) {
      PlannedStage stage = stages.get(i);
      Optional<String> summed = stage.stage().pooledInto().map(Node::name);
      if (stage.hasBackward() && summed.equals(Optional.of(name))) {
        last = Math.max(last, clock.backward(i));
      }
    }
    return last;
  }

  /** One interval for each place. */
  List<MemoryPlan.Interval> intervals() {
    return places.stream()
        .map(
            place ->
                new MemoryPlan.Interval(
                    "gradient of " + place.name, place.bytes, place.first, place.last))
        .toList();
  }

  /** The number of the place in which a value's gradient lies; absent where none is needed. */
  Optional<Integer> of(String name) {
    return Optional.ofNullable(placeOf.get(name)).map(place -> place.number);
  }

  /** How a stage's share of an input's gradient gets there; absent where none is needed. */
  Optional<Gradient.Delivery> delivery(int stage, int operand) {
    return shares.get(stage).get(operand);
  }
}
