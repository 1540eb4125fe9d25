/**
 * Models in files: a safetensors file that holds a network, its weights, and what one must know to
 * use them or to make them again. On the host; it depends on {@code fetch}, {@code tensor} and
 * {@code model}.
 *
 * <p>Begin with {@link graft.files.Safetensors}.
 */
package graft.files;
