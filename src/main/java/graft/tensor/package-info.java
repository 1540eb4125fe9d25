/**
 * Shapes, and arrays of float32 under a shape: on the host, and as views of device memory. All are
 * row-major and packed; images are [N, H, W, C].
 *
 * <p>It depends on {@code device}, for the pointers of views, and on nothing else.
 *
 * <p>Begin with {@link graft.tensor.Shape}.
 */
package graft.tensor;
