package graft.job;

import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Model;
import graft.net2net.Deepen;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.random.Philox;
import java.time.Instant;
import java.util.Map;

/**
 * Makes a model that lies in a file wider or deeper. It keeps the preprocessing and the class
 * names, and its lineage says what was done.
 */
public final class Growth {
  private final ModelFile teacher;
  private final Lineage lineage;

  private Growth(ModelFile teacher, Lineage lineage) {
    this.teacher = teacher;
    this.lineage = lineage;
  }

  /** Growth of a model. */
  public static Growth of(ModelFile teacher, Lineage.Parent parent) {
    return new Growth(teacher, Lineage.madeAt(Instant.now()).withParent(parent));
  }

  /**
   * Nodes with more filters or units, Net2WiderNet.
   *
   * @param widths the new numbers, by node
   * @param seed of which units are copied, and of their shares
   * @throws IllegalArgumentException if a node cannot be widened like this; says why
   */
  public ModelFile widen(Map<String, Integer> widths, SymmetryBreaking breaking, long seed) {
    Philox random = new Philox(seed, 0);
    Model model = teacher.model();
    Lineage done = lineage.withSeed(seed);
    for (Map.Entry<String, Integer> width : widths.entrySet()) {
      model = Widen.net2wider(model, width.getKey(), width.getValue(), breaking, random).model();
      done =
          done.withTransform(
              new Lineage.Transform(
                  "widen",
                  Map.of(
                      width.getKey(),
                      width.getValue().toString(),
                      "breaking",
                      breaking.toString())));
    }
    return grown(model, done);
  }

  /**
   * Nodes with another one of their kind behind them that computes the identity, Net2DeeperNet.
   *
   * @throws IllegalArgumentException if a node cannot be deepened like this; says why
   */
  public ModelFile deepen(Iterable<String> nodes) {
    Model model = teacher.model();
    Lineage done = lineage;
    for (String node : nodes) {
      model = Deepen.net2deeper(model, node).model();
      done = done.withTransform(new Lineage.Transform("deepen", Map.of("node", node)));
    }
    return grown(model, done);
  }

  private ModelFile grown(Model model, Lineage done) {
    return new ModelFile(
        model, teacher.preprocessing(), teacher.classNames(), done, teacher.notes());
  }

  /** The same with a certificate in its notes. */
  public static ModelFile certified(ModelFile grown, Certificate certificate) {
    return grown.withNote("certificate", certificate.json().toString());
  }
}
