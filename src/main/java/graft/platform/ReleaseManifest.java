package graft.platform;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.fetch.FileContents;
import graft.fetch.OneLine;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;

/**
 * What NVIDIA publishes beside the redistributable archives of a release. Components by name, in
 * each the platforms, in each (of a cuDNN: in each version of CUDA there) a {@code relative_path}
 * and a {@code sha256}.
 *
 * <p>Format: https://developer.download.nvidia.com/compute/cuda/redist/ and
 * .../compute/cudnn/redist/, the files redistrib_*.json.
 */
final class ReleaseManifest {
  private static final String PLATFORM = "linux-x86_64";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;
  private final JsonNode root;

  /**
   * Reads it.
   *
   * @param address it came from
   * @throws IOException if it is none
   */
  ReleaseManifest(URI address, byte[] content) throws IOException {
    this.address = address;
    this.root = parse(content);
    if (!root.isObject()) {
      throw new IOException(
          address + " is no manifest of NVIDIA's but " + FileContents.describe(content));
    }
  }

  private static JsonNode parse(byte[] content) throws IOException {
    try {
      return JSON.readTree(content);
    } catch (JacksonException e) {
      return JSON.missingNode();
    }
  }

  /**
   * Where an archive is.
   *
   * @throws IOException if it is not listed, or with another checksum than the one expected
   */
  URI find(LibraryArchive archive, LibraryArchive.Listed entry) throws IOException {
    JsonNode component = child(root, entry.component(), entry.component());
    JsonNode place = child(component, PLATFORM, entry.component() + " for " + PLATFORM);
    if (!entry.variant().isEmpty()) {
      String what = entry.component() + " for " + PLATFORM + " and " + entry.variant();
      place = child(place, entry.variant(), what);
    }
    String path = place.path("relative_path").asText();
    String sha256 = place.path("sha256").asText();
    if (!isInside(path)) {
      throw new IOException(
          "%s gives '%s' as the path of %s, expected one below its folder"
              .formatted(address, OneLine.of(path), entry.component()));
    }
    if (!sha256.equals(archive.sha256())) {
      throw new IOException(
          "%s gives SHA-256 '%s' for %s, expected %s"
              .formatted(address, OneLine.of(sha256), entry.component(), archive.sha256()));
    }
    return address.resolve(path);
  }

  private JsonNode child(JsonNode node, String name, String what) throws IOException {
    JsonNode child = node.path(name);
    if (!child.isObject()) {
      throw new IOException(address + " has no " + what);
    }
    return child;
  }

  private static boolean isInside(String path) {
    return path.matches("[A-Za-z0-9._/-]+")
        && !path.startsWith("/")
        && !Arrays.asList(path.split("/", -1)).contains("..");
  }
}
