package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.TestNetworks;
import graft.reference.ReferenceOps;
import graft.reference.ReferencePass;
import graft.reference.RelativeDifference;
import java.util.List;
import java.util.Map;

/** A plan carried out in float64, held against its teacher. */
final class GrowthProof {
  /** Of the largest logit: some hundred times the rounding of a float64 sum. */
  static final double TOLERANCE = 1e-12;

  private static final int BATCH = 4;

  private final Network64 teacher;
  private final GrowthPlan plan;
  private final Network64 student;
  private final double[] samples;
  private final double[] studentSamples;

  private GrowthProof(Model model, GrowthPlan plan, double[] samples, double[] studentSamples) {
    this.teacher = Network64.of(model);
    this.plan = plan;
    this.student = teacher.grow(plan).student();
    this.samples = samples;
    this.studentSamples = studentSamples;
  }

  static GrowthProof of(Model teacher, GrowthPlan plan, long seed) {
    double[] samples = samples(teacher.spec(), seed);
    return new GrowthProof(teacher, plan, samples, samples);
  }

  /** Where the input has more channels, whose values are drawn too. */
  static GrowthProof ofMoreInputs(Model teacher, GrowthPlan plan, long seed) {
    double[] wide = samples(plan.student(), seed);
    int now = plan.student().input().last();
    int old = teacher.spec().input().last();
    double[] narrow = new double[wide.length / now * old];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = wide[i / old * now + i % old];
    }
    return new GrowthProof(teacher, plan, narrow, wide);
  }

  static double[] samples(NetworkSpec spec, long seed) {
    return ReferenceOps.toDouble(TestNetworks.samples(spec, BATCH, seed));
  }

  /** Every value of the student. */
  Map<String, double[]> values(ReferencePass pass) {
    return student.reference().forward(studentSamples, BATCH, pass);
  }

  /** Every value of the teacher. */
  Map<String, double[]> teacherValues(ReferencePass pass) {
    return teacher.reference().forward(samples, BATCH, pass);
  }

  /** The student's entries. */
  double[] entries(String parameter) {
    return student.parameters().get(parameter);
  }

  /** Over all logits, relative to the largest; NaN if one is. */
  double difference(ReferencePass pass) {
    return RelativeDifference.of(
        student.logits(studentSamples, BATCH, pass), teacher.logits(samples, BATCH, pass));
  }

  /** Where the plan says that the function is preserved, it is. */
  void holds(Preserves passes) {
    assertThat(plan.preserves()).isEqualTo(passes);
    List<ReferencePass> exact =
        passes == Preserves.EVERYWHERE
            ? List.of(ReferencePass.INFERENCE, ReferencePass.TRAINING)
            : List.of(ReferencePass.INFERENCE);
    for (ReferencePass pass : exact) {
      assertThat(difference(pass)).as("%s", pass).isLessThan(TOLERANCE);
    }
  }

  /** It says that the function is preserved nowhere, and it is not. */
  void changesTheFunction() {
    assertThat(plan.preserves()).isEqualTo(Preserves.NOWHERE);
    assertThat(difference(ReferencePass.INFERENCE)).isGreaterThan(100 * TOLERANCE);
    assertThat(difference(ReferencePass.TRAINING)).isGreaterThan(100 * TOLERANCE);
  }
}
