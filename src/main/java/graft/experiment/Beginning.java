package graft.experiment;

import graft.files.Lineage;
import graft.model.Model;
import graft.net2net.Grown;
import graft.net2net.Preserves;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run begins with: an untrained teacher, or a student that grew from a trained one.
 *
 * @param model the network before its first step
 * @param transforms how it grew, as a model's lineage says it; none for the teacher
 * @param preserves in which passes it computes what its teacher does
 */
public record Beginning(Model model, List<Lineage.Transform> transforms, Preserves preserves) {
  /** Keeps a copy of the list. */
  public Beginning {
    transforms = List.copyOf(transforms);
  }

  /** A model that has not grown. */
  static Beginning of(Model model) {
    return new Beginning(model, List.of(), Preserves.EVERYWHERE);
  }

  /**
   * The same, grown once more.
   *
   * @param transform what it is called in a lineage
   * @param arguments of it in a lineage
   * @param grown what it made of the {@link #model}
   */
  Beginning then(String transform, Map<String, String> arguments, Grown grown) {
    List<Lineage.Transform> all = new ArrayList<>(transforms);
    all.add(new Lineage.Transform(transform, new LinkedHashMap<>(arguments)));
    return new Beginning(grown.model(), all, preserves.and(grown.preserves()));
  }
}
