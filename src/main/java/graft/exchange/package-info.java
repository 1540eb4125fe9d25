/**
 * Models to and from other frameworks. Each format has a package of its own; here is what they
 * share: how the layouts of tensors differ.
 */
package graft.exchange;
