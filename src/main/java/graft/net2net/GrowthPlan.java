package graft.net2net;

import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a student's parameters follow from its teacher's, before anything is computed. The same plan
 * serves float32 models and proofs in float64. What is random is drawn when the plan is carried
 * out, step after step, so that one plan can be carried out once.
 */
final class GrowthPlan {
  private final NetworkSpec student;
  private final Map<String, Origin> origins = new LinkedHashMap<>();
  private final Map<String, Added> added = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, List<Integer>> unmeasured = new LinkedHashMap<>();
  private Preserves preserves = Preserves.EVERYWHERE;
  private Optional<String> notFollowable = Optional.empty();

  /** Gives the entries of a parameter that the teacher has not, row-major. */
  @FunctionalInterface
  interface Added {
    double[] values();
  }

  /** Changes a parameter's entries, row-major. */
  @FunctionalInterface
  interface Change {
    double[] of(double[] before, Precision precision);
  }

  /**
   * A change.
   *
   * @param parameter the student's
   * @param source the teacher's parameter that the first change begins with
   */
  private record Step(String parameter, String source, Change change) {}

  /**
   * A plan that changes nothing yet: each parameter of the student that the teacher has too, in the
   * same shape, is the teacher's.
   */
  GrowthPlan(NetworkSpec teacher, NetworkSpec student) {
    this.student = student;
    Map<String, Shape> old = new HashMap<>();
    teacher.parameters().forEach(parameter -> old.put(parameter.name(), parameter.shape()));
    for (NodeParameter parameter : student.parameters()) {
      if (old.containsKey(parameter.name())) {
        origins.put(parameter.name(), Origin.same(parameter.name()));
      }
    }
  }

  NetworkSpec student() {
    return student;
  }

  /** One more change of a parameter, behind those before it. */
  void change(String parameter, Origin origin, Change change) {
    origins.put(parameter, origin);
    steps.add(new Step(parameter, parameter, change));
  }

  /**
   * A parameter that the teacher has not, whose first values follow from one that it has. It has no
   * origin: what an optimizer remembers is not copied.
   */
  void copy(String parameter, String source, Change change) {
    steps.add(new Step(parameter, source, change));
  }

  /** Says more about where a parameter comes from. */
  void originOf(String parameter, Origin origin) {
    origins.put(parameter, origin);
  }

  Origin origin(String parameter) {
    return origins.get(parameter);
  }

  /** Of all parameters of the student that the teacher has too. */
  Map<String, Origin> origins() {
    return origins;
  }

  /** A parameter that the teacher has not. */
  void add(String parameter, Added values) {
    added.put(parameter, values);
  }

  GrowthPlan preserving(Preserves passes) {
    preserves = preserves.and(passes);
    return this;
  }

  GrowthPlan notFollowable(String reason) {
    notFollowable = Optional.of(reason);
    return this;
  }

  void unmeasured(String node, List<Integer> channels) {
    unmeasured.put(node, channels);
  }

  Preserves preserves() {
    return preserves;
  }

  /** Carries it out. */
  Grown grow(Model teacher) {
    Map<String, double[]> changed =
        changed(name -> Numbers.of(teacher.weights().get(name)), Precision.SINGLE);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (NodeParameter parameter : student.parameters()) {
      double[] numbers = changed.get(parameter.name());
      tensors.put(
          parameter.name(),
          numbers == null
              ? teacher.weights().get(parameter.name())
              : HostTensor.rounded(parameter.shape(), numbers));
    }
    return new Grown(Model.of(student, tensors), origins, preserves, notFollowable, unmeasured);
  }

  /**
   * Carries it out in float64.
   *
   * @param teacher the teacher's entries by parameter, row-major
   */
  Map<String, double[]> grow(Map<String, double[]> teacher) {
    Map<String, double[]> changed = changed(teacher::get, Precision.DOUBLE);
    Map<String, double[]> all = new LinkedHashMap<>();
    for (NodeParameter parameter : student.parameters()) {
      double[] numbers = changed.get(parameter.name());
      all.put(parameter.name(), numbers == null ? teacher.get(parameter.name()).clone() : numbers);
    }
    return all;
  }

  /** Reads a teacher's parameter. */
  @FunctionalInterface
  private interface Teacher {
    double[] get(String parameter);
  }

  private Map<String, double[]> changed(Teacher teacher, Precision precision) {
    Map<String, double[]> changed = new HashMap<>();
    for (Step step : steps) {
      double[] before = changed.get(step.parameter());
      changed.put(
          step.parameter(),
          step.change().of(before == null ? teacher.get(step.source()) : before, precision));
    }
    for (NodeParameter parameter : student.parameters()) { // in this order: values may be drawn
      Added values = added.get(parameter.name());
      if (values != null) {
        changed.put(parameter.name(), values.values());
      }
    }
    return changed;
  }
}
