package graft.fetch;

/**
 * A file that mirrors serve.
 *
 * @param name in a mirror's folder, and in the folder that it is fetched into
 * @param sha256 of its content, uncompressed if it is gzipped; lower-case hexadecimal
 */
public record RemoteFile(String name, String sha256) {}
