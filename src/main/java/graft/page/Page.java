package graft.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A page that stands alone: its style, its script and its pictures are in it, and it makes no
 * request. Light or dark as the reader's machine is; for phones, screens and paper.
 *
 * @param title of the document
 * @param heading the largest one
 * @param lead what stands below the heading, before the first section
 * @param sections from top to bottom
 * @param foot the last line
 */
public record Page(String title, Html heading, List<Part> lead, List<Section> sections, Html foot) {
  /** From this many sections on there are links to them at the top. */
  private static final int WORTH_LINKS = 4;

  private static final String STYLE = Resource.text("page.css");
  private static final String SCRIPT = Resource.text("page.js");

  private static final String ICON =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
          + "%3Cpath d='M8 15V5M8 9l5-5M8 12L3 7' stroke='%232f8f5b' stroke-width='2' fill='none'"
          + " stroke-linecap='round'/%3E%3C/svg%3E";

  /** Lead and sections are copied. */
  public Page {
    lead = List.copyOf(lead);
    sections = List.copyOf(sections);
  }

  /** An empty page whose heading is its title. */
  public static Page of(String title) {
    return new Page(title, Html.text(title), List.of(), List.of(), Html.NONE);
  }

  /** This page under another heading. */
  public Page withHeading(Html other) {
    return new Page(title, other, lead, sections, foot);
  }

  /** This page with parts below its heading. */
  public Page withLead(Part... parts) {
    return new Page(title, heading, List.of(parts), sections, foot);
  }

  /** This page with another section at its end. */
  public Page and(Section section) {
    List<Section> all = new ArrayList<>(sections);
    all.add(section);
    return new Page(title, heading, lead, all, foot);
  }

  /** This page with a last line. */
  public Page withFoot(Html line) {
    return new Page(title, heading, lead, sections, line);
  }

  /** The whole document. */
  public String html() {
    List<String> names = names();
    List<Part> main = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      Html title = Html.element("h2", Html.text(section.title())).with("id", names.get(i));
      main.add(Html.element("section", title, Html.of(section.parts())));
    }
    Html header = Html.element("header", Html.element("h1", heading), Html.of(lead));
    Html links = sections.size() < WORTH_LINKS ? Html.NONE : links(names);
    Html footer =
        foot.toString().isEmpty() ? Html.NONE : Html.element("footer", Html.element("p", foot));
    Html body = Html.element("body", header, links, Html.element("main", main), footer, script());
    Html html = Html.element("html", head(), body).with("lang", "en");
    return "<!DOCTYPE html>\n" + html + "\n";
  }

  private Html head() {
    return Html.element(
        "head",
        Html.empty("meta").with("charset", "utf-8"),
        Html.empty("meta").with("http-equiv", "Content-Security-Policy").with("content", policy()),
        Html.empty("meta")
            .with("name", "viewport")
            .with("content", "width=device-width, initial-scale=1"),
        Html.empty("meta").with("name", "color-scheme").with("content", "light dark"),
        Html.element("title", Html.text(title)),
        Html.empty("link").with("rel", "icon").with("href", ICON),
        Html.element("style", Html.markup(STYLE)));
  }

  private static Html script() {
    return Html.element("script", Html.markup(SCRIPT));
  }

  /** Nothing is loaded; of what is in the page, only this style and this script count. */
  private static String policy() {
    return "default-src 'none'; img-src data:; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'"
        .formatted(hash(STYLE), hash(SCRIPT));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Html links(List<String> names) {
    List<Html> links = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      links.add(
          Html.element("a", Html.text(sections.get(i).title())).with("href", "#" + names.get(i)));
    }
    return Html.element("nav", links).with("aria-label", "Sections");
  }

  /** By which links name the sections: their titles in letters that need no escaping. */
  private List<String> names() {
    List<String> names = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (Section section : sections) {
      String name =
          section
              .title()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^a-z0-9]+", "-")
              .replaceAll("^-|-$", "");
      String base = name.isEmpty() ? "section" : name;
      String unique = base;
      for (int i = 2; !used.add(unique); i++) {
        unique = base + "-" + i;
      }
      names.add(unique);
    }
    return names;
  }
}
