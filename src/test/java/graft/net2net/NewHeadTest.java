package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.Add;
import graft.model.Dense;
import graft.model.GraphBuilder;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.TestNetworks;
import graft.model.Weights;
import graft.random.Philox;
import graft.tensor.Shape;
import org.junit.jupiter.api.Test;

/** The head is another, all else the same. */
class NewHeadTest {
  private static final Model TEACHER = TestNetworks.model(TestNetworks.smallTeacher(3, 4, 6), 1);

  @Test
  void allButTheHeadStays() {
    Weights before = TEACHER.weights();
    Model made = NewHead.of(TEACHER, 7, new Philox(1, 0));
    assertThat(made.spec().outputShape()).isEqualTo(Shape.of(7));
    assertThat(NewHead.of(TEACHER, 2, new Philox(1, 0)).spec().outputShape())
        .isEqualTo(Shape.of(2));
    assertThat(made.weights().names()).isEqualTo(before.names());
    for (String name : before.names()) {
      if (!name.startsWith("fc2/")) {
        assertThat(made.weights().get(name)).as(name).isEqualTo(before.get(name));
      }
    }
    assertThat(TEACHER).isEqualTo(TestNetworks.model(TestNetworks.smallTeacher(3, 4, 6), 1));
  }

  /** Glorot's limit of 6 inputs and 7 units; biases of 0. */
  @Test
  void theHeadIsDrawnAsUntrainedOnesAre() {
    Weights made = NewHead.of(TEACHER, 7, new Philox(1, 0)).weights();
    float limit = (float) Math.sqrt(6.0 / (6 + 7));
    float largest = 0;
    for (float value : made.get("fc2/kernel").toArray()) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isBetween(limit / 2, limit);
    assertThat(made.get("fc2/bias").toArray()).containsOnly(0);
    assertThat(NewHead.of(TEACHER, 7, new Philox(1, 0)).weights()).isEqualTo(made);
    assertThat(NewHead.of(TEACHER, 7, new Philox(2, 0)).weights()).isNotEqualTo(made);
  }

  /** As many classes as before are other classes, too. */
  @Test
  void asManyClassesGetANewHeadToo() {
    Model made = NewHead.of(TEACHER, 5, new Philox(1, 0));
    assertThat(made.spec()).isEqualTo(TEACHER.spec());
    assertThat(made.weights().get("fc2/kernel")).isNotEqualTo(TEACHER.weights().get("fc2/kernel"));
  }

  @Test
  void refusesAnOutputWithoutUnitsAndHeadsOfOneClass() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(4));
    GraphBuilder.Source one = graph.add("one", new Dense(3), graph.input());
    GraphBuilder.Source other = graph.add("other", new Dense(3), graph.input());
    Model voices = TestNetworks.model(graph.build(graph.add("voices", new Add(), one, other)), 1);
    assertThatThrownBy(() -> NewHead.of(voices, 4, new Philox(1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "node voices (Add) gives the output and has no units of its own; expected a Dense there");
    assertThatThrownBy(() -> NewHead.of(TEACHER, 1, new Philox(1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a head of 1 classes for node fc2, expected 2 or more");
  }
}
