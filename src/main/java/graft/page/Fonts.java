package graft.page;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/** The machine's fonts, if it has any. */
final class Fonts {
  static {
    Png.needNoScreen();
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
