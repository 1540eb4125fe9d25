/**
 * What is brought to this machine and kept on it: HTTP downloads that go on where they stopped,
 * checksums, files that are replaced as a whole, and the place of the user's cache.
 *
 * <p>It knows nothing of tensors, devices or data sets and depends on no other room, so that every
 * room may use it.
 *
 * <p>Begin with {@link graft.fetch.Downloader}; {@link graft.fetch.AtomicFile} and {@link
 * graft.fetch.CacheFolder} stand alone.
 */
package graft.fetch;
