package graft.page;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A piece of HTML. Whoever makes one gives text, which is escaped; nothing that a caller passes is
 * taken for markup.
 */
public final class Html implements Part {
  /** Nothing. */
  public static final Html NONE = new Html("", "", "");

  /** The start tag without its {@code >}; empty of what is not one element. */
  private final String start;

  private final String content;
  private final String end;

  private Html(String start, String content, String end) {
    this.start = start;
    this.content = content;
    this.end = end;
  }

  /** A text. */
  public static Html text(String text) {
    return new Html("", escape(text), "");
  }

  /** Several pieces, one behind the other. */
  public static Html of(Part... parts) {
    return of(List.of(parts));
  }

  /** Several pieces, one behind the other. */
  public static Html of(List<? extends Part> parts) {
    return new Html(
        "", parts.stream().map(part -> part.html().toString()).collect(Collectors.joining()), "");
  }

  /**
   * An element.
   *
   * @param name of it, as {@code p}
   * @param content what stands in it
   */
  public static Html element(String name, Part... content) {
    return element(name, List.of(content));
  }

  /**
   * An element.
   *
   * @param name of it, as {@code p}
   * @param content what stands in it
   */
  public static Html element(String name, List<? extends Part> content) {
    return new Html("<" + name, of(content).toString(), "</" + name + ">");
  }

  /** An element that never has content, as {@code img} or, in SVG, {@code rect}. */
  static Html empty(String name) {
    return new Html("<" + name, "", "/>");
  }

  /** What is HTML already. */
  static Html markup(String markup) {
    return new Html("", markup, "");
  }

  /** A paragraph. */
  public static Html paragraph(String text) {
    return element("p", text(text));
  }

  /** A bulleted list. */
  public static Html list(List<? extends Part> items) {
    return element("ul", items.stream().map(item -> element("li", item)).toList());
  }

  /** A name or a short command within a line. */
  public static Html code(String text) {
    return element("code", text(text));
  }

  /** Lines that keep their breaks, as a command or a stack; wide ones scroll in their own box. */
  public static Html lines(String title, String text) {
    return ScrollBox.around(title, element("pre", element("code", text(text))));
  }

  /**
   * A link, which loads nothing until it is followed.
   *
   * @param target an address of the web, or where something lies from this page on: {@code #name},
   *     or a relative path
   * @throws IllegalArgumentException if it is an address of another kind
   */
  public static Html link(String target, String text) {
    boolean web = target.startsWith("https://") || target.startsWith("http://");
    if (!web && target.contains(":")) {
      throw new IllegalArgumentException(
          "the link '%s' is neither an address of the web nor a relative path".formatted(target));
    }
    return element("a", text(text)).with("href", target);
  }

  /** A text that says that something is as it should be. */
  public static Html good(String text) {
    return element("span", text(text)).with("class", "good");
  }

  /** A text that says that something is not as it should be. */
  public static Html bad(String text) {
    return element("span", text(text)).with("class", "bad");
  }

  /** A text of less weight than its neighbours. */
  public static Html quiet(String text) {
    return element("span", text(text)).with("class", "quiet");
  }

  /**
   * This element with another attribute.
   *
   * @throws IllegalStateException if this is not one element
   */
  public Html with(String attribute, String value) {
    if (start.isEmpty()) {
      throw new IllegalStateException(
          "the attribute " + attribute + " was given to what is not an element: " + content);
    }
    return new Html(start + " " + attribute + "=\"" + escape(value) + "\"", content, end);
  }

  /** Of a text, as it stands between tags and in an attribute's quotes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(letter -> escaped.append(escape(letter)));
    return escaped.toString();
  }

  private static String escape(int letter) {
    return switch (letter) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      default -> allowed(letter) ? Character.toString(letter) : "\uFFFD";
    };
  }

  /** Control characters and halves of surrogate pairs are nothing that HTML may hold. */
  private static boolean allowed(int letter) {
    boolean blank = letter == '\n' || letter == '\t';
    return blank
        || !(Character.isISOControl(letter) || Character.getType(letter) == Character.SURROGATE);
  }

  @Override
  public Html html() {
    return this;
  }

  /** The HTML itself. */
  @Override
  public String toString() {
    return start.isEmpty() ? content : end.equals("/>") ? start + end : start + ">" + content + end;
  }
}
