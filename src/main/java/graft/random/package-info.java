/**
 * Random numbers that follow from one seed: the counter-based generator Philox, and the list of who
 * draws from which of its sequences. The kernels in {@code cuda-kernels} draw the same numbers.
 *
 * <p>It depends on no other room.
 *
 * <p>Begin with {@link graft.random.Philox}.
 */
package graft.random;
