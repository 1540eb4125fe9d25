/**
 * The acceptance test of a device: whether it computes what the float64 reference computes, the
 * same every time, how fast and in how much memory; as a table and as a report.
 *
 * <p>It may depend on every room but {@code cli}, which alone starts it.
 *
 * <p>Begin with {@link graft.selftest.SelfTest}, which lists the checks.
 */
package graft.selftest;
