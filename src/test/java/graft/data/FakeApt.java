package graft.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Scripts that stand for apt-get and dpkg, and a "package" that is a folder's path in a file. */
final class FakeApt {
  private final Path folder;

  FakeApt(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /**
   * A package whose apt-get runs a script in the working folder, with the path of data as $DATA.
   */
  DebianPackage withScript(Path data, String aptGet) throws IOException {
    return new DebianPackage(
        "dataset-digits",
        Path.of("/usr/share/datasets/graft-test-digits"),
        script("apt-get", "DATA='" + data + "'\n" + aptGet),
        script(
            "dpkg",
            "mkdir -p $3/usr/share/datasets/graft-test-digits\n"
                + "cp $(cat $2)/* $3/usr/share/datasets/graft-test-digits/"));
  }

  /** A package that can be downloaded. */
  DebianPackage holding(Path data) throws IOException {
    return withScript(data, "echo $DATA > dataset-digits_1%3a2.0-3_all.deb");
  }

  /** A package that can be downloaded only with lists fetched by the caller. */
  DebianPackage withoutLists(Path data) throws IOException {
    return withScript(
        data,
        """
        case "$*" in
          *Dir::State::Lists=*update) touch updated ;;
          *Dir::State::Lists=*download*)
            test -f updated && echo $DATA > dataset-digits_2.0-3_all.deb ;;
          *) echo 'E: Unable to locate package dataset-digits'; exit 100 ;;
        esac
        """);
  }

  private List<String> script(String name, String body) throws IOException {
    return List.of("sh", Files.writeString(folder.resolve(name + ".sh"), body + "\n").toString());
  }
}
