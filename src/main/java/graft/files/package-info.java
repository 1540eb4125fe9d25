/**
 * What is kept as files: trained models, networks as text, their export. It depends on {@code
 * model}, {@code tensor} and {@code fetch}, and knows no device.
 *
 * <p>Tensors by name begin with {@link graft.files.Safetensors} and {@link
 * graft.files.SafetensorsWriter}.
 *
 * <p>Networks as text begin with {@link graft.files.OpTypes}, the one table in which each op stands
 * with its name, its attributes and their defaults. A {@link graft.files.Form} says how values of
 * one type stand in a file; reading, writing and the JSON schema all follow from it.
 */
package graft.files;
