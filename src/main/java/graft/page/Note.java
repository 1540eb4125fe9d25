package graft.page;

/**
 * A remark that stands out.
 *
 * @param kind what it is about
 * @param content the remark
 */
public record Note(Kind kind, Html content) implements Part {
  /** What a remark is about. */
  public enum Kind {
    /** Something worth knowing. */
    INFORMATION,
    /** Something that is as it should be. */
    GOOD,
    /** Something that is not as it should be. */
    BAD
  }

  /** A remark in plain text. */
  public static Note of(Kind kind, String text) {
    return new Note(kind, Html.text(text));
  }

  @Override
  public Html html() {
    String name =
        switch (kind) {
          case INFORMATION -> "note";
          case GOOD -> "note good-note";
          case BAD -> "note bad-note";
        };
    return Html.element("p", content).with("class", name);
  }
}
