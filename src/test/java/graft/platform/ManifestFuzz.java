package graft.platform;

import graft.fuzz.Input;
import java.io.IOException;
import java.net.URI;

/** The manifests of NVIDIA's releases. */
public final class ManifestFuzz {
  private static final URI ADDRESS = URI.create("https://host/redist/redistrib_1.json");
  private static final String SUM = "ab".repeat(32);

  private ManifestFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    for (String variant : new String[] {"", "cuda13"}) {
      LibraryArchive.Listed listed = new LibraryArchive.Listed(ADDRESS, "cudnn", variant);
      LibraryArchive archive = new LibraryArchive("x.tar.xz", SUM, 1, listed);
      Input.read(
          input,
          () -> {
            String found = new ReleaseManifest(ADDRESS, input).find(archive, listed).toString();
            Input.require(
                found.matches("https://host/redist/.+") && !found.matches(".*/[.][.](/.*)?"),
                "an address elsewhere: " + found);
          },
          IOException.class);
    }
  }
}
