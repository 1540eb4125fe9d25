package graft.page;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.nio.file.Path;

/** The machine's fonts, if it has any. */
final class Fonts {
  static {
    Png.needNoScreen();
  }

  private static final String HOME = "user.home";

  static {
    // Java notes which fonts there are in .java/fonts below it, which of a user without a home is a
    // folder "?" of the current one. Where nothing can be written it goes without a note.
    if (!Path.of(System.getProperty(HOME, "")).isAbsolute()) {
      System.setProperty(HOME, "/dev/null");
    }
  }

  private Fonts() {}

  /**
   * The machine's sans-serif font.
   *
   * @throws NoPictureException if it has none that Java can draw with
   */
  static Font sans(float size) {
    try {
      Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont(size);
      // Only drawing looks for files: an outline is the first thing that needs one.
      font.createGlyphVector(new FontRenderContext(null, true, true), "0").getOutline();
      return font;
    } catch (RuntimeException | LinkageError | InternalError e) {
      // Java says it in many ways: no fontconfig, no font that it knows of, no libfreetype.
      throw new NoPictureException(
          "no picture was drawn: Java found no font on this machine; install one"
              + " (Debian: apt-get install fontconfig fonts-dejavu-core)",
          e);
    }
  }
}
