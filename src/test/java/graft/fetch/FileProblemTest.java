package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the file system says, in sentences. */
class FileProblemTest {
  @TempDir Path folder;

  /** Whatever the file system throws by itself. */
  private static String said(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return FileProblem.of(catchThrowableOfType(IOException.class, call));
  }

  @Test
  void namesThePathAndTheReason() throws IOException {
    Path gone = folder.resolve("gone");
    assertThat(said(() -> Files.readAllBytes(gone)))
        .isEqualTo(gone + ": there is no such file or folder");
    assertThat(said(() -> new FileInputStream(gone.toFile()).close()))
        .isEqualTo(gone + ": there is no such file or folder");
    assertThat(said(() -> Files.readAllBytes(folder))).isEqualTo("found a folder, expected a file");
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(said(() -> Files.createDirectories(file)))
        .isEqualTo(file + ": something is there already, and no folder");
    assertThat(said(() -> Files.createDirectories(file.resolve("below"))))
        .isEqualTo(file + "/below: a file is where a folder is expected");
    assertThat(said(() -> Files.newOutputStream(file.resolve("below")).close()))
        .isEqualTo(file + "/below: a file is where a folder is expected");
    assertThat(said(() -> Files.delete(folder))).isEqualTo(folder + ": the folder is not empty");
    assertThat(said(() -> Files.writeString(folder.resolve("n".repeat(300)), "")))
        .endsWith(": the name is longer than the file system allows");
    Files.write(file, new byte[] {(byte) 0xFF});
    assertThat(said(() -> Files.readString(file, StandardCharsets.UTF_8)))
        .isEqualTo("found bytes that are no text in UTF-8");
  }

  @Test
  void neverPassesABarePathOn() {
    for (IOException bare :
        new IOException[] {
          new AccessDeniedException("/etc/x"),
          new FileAlreadyExistsException("/etc/x"),
          new FileSystemException("/etc/x", null, null),
          new FileSystemException("/etc/x", null, "Read-only file system"),
          new FileNotFoundException("/etc/x (Permission denied)")
        }) {
      assertThat(FileProblem.of(bare)).matches("/etc/x: .{15,}").doesNotContain("java.");
    }
    assertThat(FileProblem.of(new IOException("No space left on device")))
        .isEqualTo("the disk is full");
    assertThat(FileProblem.of(new IOException())).contains("without a reason");
    assertThat(FileProblem.of(new IOException("a sentence of ours")))
        .isEqualTo("a sentence of ours");
  }
}
