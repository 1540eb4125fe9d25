package graft.net2net;

import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferenceOps;
import graft.reference.ReferencePass;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network with float64 parameters, as {@link GrowthPlan} grows it where no rounding to float32
 * may hide or make a difference.
 *
 * @param parameters row-major, by name
 */
record Network64(NetworkSpec spec, Map<String, double[]> parameters) {
  static Network64 of(Model model) {
    Map<String, double[]> parameters = new LinkedHashMap<>();
    for (String name : model.weights().names()) {
      parameters.put(name, ReferenceOps.toDouble(model.weights().get(name).toArray()));
    }
    return new Network64(model.spec(), parameters);
  }

  static Network64 draw(NetworkSpec spec, long seed) {
    return of(TestNetworks.model(spec, seed));
  }

  /** A plan and what it made of a network. */
  record Growth64(Network64 student, GrowthPlan plan) {
    /** Where a parameter of the student comes from. */
    Origin origin(String parameter) {
      return plan.origin(parameter);
    }

    StateGrowth state(StateRule rule) {
      return new StateGrowth(student.spec(), plan.origins(), rule);
    }
  }

  Growth64 widen(String node, int newWidth, SymmetryBreaking breaking, Philox random) {
    WiderGroup group = new WiderGroup(spec, node);
    ReplicaMap map = group.draw(newWidth, random);
    return grow(Widen.copying(spec, group, map, breaking, random));
  }

  Growth64 grow(GrowthPlan plan) {
    return new Growth64(new Network64(plan.student(), plan.grow(parameters)), plan);
  }

  ReferenceNetwork reference() {
    return new ReferenceNetwork(spec, parameters);
  }

  double[] logits(double[] inputs, int batch, ReferencePass pass) {
    return reference().forward(inputs, batch, pass).get(spec.output().name());
  }
}
