package graft.page;

/** Something that stands on a page. */
public interface Part {
  /** It, in HTML. */
  Html html();
}
