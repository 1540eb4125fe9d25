/**
 * What came of trainings, as a page to look at and to send: drawn from the files of run folders
 * alone, without a device, data or models. One run, or several compared.
 *
 * <p>Begin with {@link graft.report.Report}.
 */
package graft.report;
