/**
 * Pages that stand alone, and pictures in them: charts, tables, matrices, small images, graphs and
 * trees. It knows nothing of networks or training.
 *
 * <p>It depends on no other room.
 *
 * <p>Begin with {@link graft.page.Page}: {@link graft.page.Section}s of {@link graft.page.Part}s,
 * as {@link graft.page.LineChart} and {@link graft.page.HtmlTable} are. All that a caller passes as
 * text is escaped; a page makes no request and runs no script but its own. {@link
 * graft.page.ChartPng} draws the charts as one PNG.
 */
package graft.page;
