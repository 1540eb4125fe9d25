package graft.predict;

import graft.fetch.OneLine;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A detailed evaluation as tables for people. */
final class EvaluationText {
  private static final int MOST_COLUMNS = 20; // of a matrix that a terminal can show
  private static final int MISTAKES = 10;

  private EvaluationText() {}

  static String of(DetailedEvaluation evaluation) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s: %d images, loss %.4f, accuracy %.2f%%%s",
        evaluation.data(),
        evaluation.samples(),
        evaluation.loss(),
        100 * evaluation.accuracy(),
        evaluation
            .top()
            .map(
                top -> String.format(Locale.ROOT, ", top-%d %.2f%%", top.k(), 100 * top.accuracy()))
            .orElse(""));
    line(text, "");
    addClasses(text, evaluation.classes());
    line(text, "");
    if (evaluation.confusion().classes() <= MOST_COLUMNS) {
      addMatrix(text, evaluation);
    } else {
      addMistakes(text, evaluation);
    }
    return text.toString().stripTrailing();
  }

  private static void addClasses(StringBuilder text, List<ClassScore> scores) {
    String first = first(scores);
    line(
        text,
        first + "%8s %9s %9s %9s %9s %9s",
        "class",
        "images",
        "taken for",
        "precision",
        "recall",
        "f1",
        "loss");
    for (ClassScore score : scores) {
      line(
          text,
          first + "%8d %9d %9s %9s %9s %9s",
          title(score),
          score.support(),
          score.predicted(),
          percent(score.precision()),
          percent(score.recall()),
          percent(score.f1()),
          score.loss().isEmpty()
              ? "-"
              : String.format(Locale.ROOT, "%.4f", score.loss().getAsDouble()));
    }
  }

  private static void addMatrix(StringBuilder text, DetailedEvaluation evaluation) {
    line(text, "taken for: a row a class, a column what its images were taken for");
    ConfusionMatrix confusion = evaluation.confusion();
    int width = Math.max(2, Integer.toString(evaluation.samples()).length()) + 1;
    StringBuilder row = new StringBuilder(first(evaluation.classes()).formatted(""));
    for (int predicted = 0; predicted < confusion.classes(); predicted++) {
      row.append(String.format(Locale.ROOT, "%" + width + "d", predicted));
    }
    line(text, "%s", row);
    for (ClassScore score : evaluation.classes()) {
      row = new StringBuilder(first(evaluation.classes()).formatted(title(score)));
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        row.append(
            String.format(
                Locale.ROOT, "%" + width + "d", confusion.count(score.label(), predicted)));
      }
      line(text, "%s", row);
    }
  }

  private static void addMistakes(StringBuilder text, DetailedEvaluation evaluation) {
    List<ConfusionMatrix.Mistake> mistakes = evaluation.confusion().mistakes(MISTAKES);
    line(text, mistakes.isEmpty() ? "no mistakes" : "most frequent mistakes");
    for (ConfusionMatrix.Mistake mistake : mistakes) {
      line(
          text,
          "%6d of %s taken for %s",
          mistake.count(),
          title(evaluation.classes().get(mistake.label())),
          title(evaluation.classes().get(mistake.predicted())));
    }
  }

  /** As "7", or "7 horse" where the class has a name. */
  private static String title(ClassScore score) {
    String number = Integer.toString(score.label());
    return score.name().equals(number) ? number : number + " " + OneLine.of(score.name());
  }

  /** The format of the first column, as wide as its widest cell. */
  private static String first(List<ClassScore> scores) {
    int widest = scores.stream().mapToInt(score -> title(score).length()).max().orElseThrow();
    return "%-" + Math.max(widest, "class".length()) + "s";
  }

  private static String percent(OptionalDouble share) {
    return share.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f%%", 100 * share.getAsDouble());
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
  }
}
