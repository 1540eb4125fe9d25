package graft.data;

import graft.fetch.FetchListener;

/** Hears how the search for a data set goes on. All methods are called on the searching thread. */
public interface DataListener extends FetchListener {
  /** A listener that ignores everything. */
  DataListener SILENT = new DataListener() {};

  /** Something that the user must not miss, as that another data set is used than was hoped for. */
  default void notice(String text) {}
}
