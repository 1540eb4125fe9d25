package graft.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which images of each class are held back, and in which order the others come. */
class ClassDrawTest {
  private static final List<Integer> LABELS = List.of(1, 0, 1, 2, 1, 1, 2);

  @Test
  void everyBeginningHasOfEachClassItsShare() {
    // At 1/2; 1/8, 3/8, 5/8, 7/8; 1/4, 3/4 of the way.
    assertThat(new ClassDraw(LABELS, 3, 1).all().stream().map(LABELS::get))
        .containsExactly(1, 2, 1, 0, 1, 2, 1);
  }

  @Test
  void everyImageIsDrawnOnceByTheSeed() {
    List<Integer> all = new ClassDraw(LABELS, 3, 1).all();
    assertThat(all).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    assertThat(new ClassDraw(LABELS, 3, 1).all()).isEqualTo(all);
    List<Integer> many = Collections.nCopies(50, 0);
    assertThat(new ClassDraw(many, 1, 1).all()).isNotEqualTo(new ClassDraw(many, 1, 2).all());
  }

  @Test
  void aClassOfOneImageHasNoneToHoldBack() {
    assertThat(new ClassDraw(List.of(0, 1, 0, 2, 2), 3, 1).classOfOne()).isEqualTo(1);
    assertThat(new ClassDraw(List.of(0, 1, 0, 1), 2, 1).classOfOne()).isEqualTo(-1);
    assertThat(new ClassDraw(List.of(0, 0), 2, 1).classOfOne()).isEqualTo(1);
  }

  @Test
  void atLeastOneOfEachClassIsHeldBack() {
    ClassDraw draw = new ClassDraw(LABELS, 3, 1);
    assertThat(draw.heldBack()).isSorted();
    assertThat(draw.heldBack().stream().map(LABELS::get)).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(draw.rest()).hasSize(4).doesNotContainAnyElementsOf(draw.heldBack());
  }
}
