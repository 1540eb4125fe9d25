package graft.net2net;

import graft.model.Model;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A grown model and how it came about.
 *
 * @param model the student
 * @param origins by name of a student's parameter, where its entries come from; none for a
 *     parameter that the teacher has not
 * @param preserves in which passes the student computes what its teacher did
 * @param notFollowable why no factors of the steps can make the student train as its teacher would;
 *     empty where {@link Origin#shares} are such
 * @param unmeasured by name of a BatchNorm, its new channels: their statistics are to be measured
 */
public record Grown(
    Model model,
    Map<String, Origin> origins,
    Preserves preserves,
    Optional<String> notFollowable,
    Map<String, List<Integer>> unmeasured) {
  /** Keeps copies of the maps. */
  public Grown {
    origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
    unmeasured = Collections.unmodifiableMap(new LinkedHashMap<>(unmeasured));
  }

  /** The same with another model of the same network, as after measuring statistics. */
  public Grown withModel(Model other) {
    return new Grown(other, origins, preserves, notFollowable, unmeasured);
  }
}
