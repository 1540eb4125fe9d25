package graft.fetch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Says in words what a file system refused. Java's own exceptions often have the path alone for a
 * message, or words such as "No space left on device" without the path.
 */
public final class FileProblem {
  private FileProblem() {}

  /**
   * As "/etc/graft: permission denied", for people.
   *
   * @param e its own message, unless it comes from the file system
   */
  public static String of(IOException e) {
    return file(e).map(file -> file + ": " + cause(e)).orElseGet(() -> cause(e));
  }

  /** The same without the path, for a message that names it already: "permission denied". */
  public static String cause(IOException e) {
    if (e instanceof FileSystemException refused) {
      return why(refused);
    }
    if (e instanceof CharacterCodingException) {
      return "found bytes that are no text in UTF-8";
    }
    String message = e.getMessage() == null ? "" : e.getMessage().strip();
    if (message.isEmpty()) {
      return "the file system fails without a reason (" + e.getClass().getSimpleName() + ")";
    }
    if (e instanceof FileNotFoundException && message.endsWith(")")) {
      // "PATH (Permission denied)"
      return words(message.substring(message.lastIndexOf('(') + 1, message.length() - 1));
    }
    return words(message);
  }

  /**
   * What a number means that C's {@code errno} had on Linux.
   *
   * @param number as asm-generic/errno-base.h and errno.h give them
   */
  public static String ofErrorNumber(int number) {
    return switch (number) {
      case 1 -> words("Operation not permitted");
      case 2 -> words("No such file or directory");
      case 5 -> words("Input/output error");
      case 13 -> words("Permission denied");
      case 20 -> words("Not a directory");
      case 21 -> words("Is a directory");
      case 24 -> words("Too many open files");
      case 27 -> words("File too large");
      case 28 -> words("No space left on device");
      case 30 -> words("Read-only file system");
      case 36 -> words("File name too long");
      case 122 -> words("Disk quota exceeded");
      default -> "the file system refuses it (errno " + number + ")";
    };
  }

  /** Whether it comes from the file system, rather than from who reads or writes a file. */
  public static boolean isOfSystem(IOException e) {
    return e instanceof FileSystemException
        || (e.getClass().equals(IOException.class)
            && e.getMessage() != null
            && !words(e.getMessage()).equals(e.getMessage()));
  }

  private static Optional<String> file(IOException e) {
    if (e instanceof FileSystemException refused) {
      return Optional.ofNullable(refused.getFile());
    }
    String message = String.valueOf(e.getMessage());
    return e instanceof FileNotFoundException && message.contains(" (")
        ? Optional.of(message.substring(0, message.lastIndexOf(" (")))
        : Optional.empty();
  }

  private static String why(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return words("Permission denied");
    }
    if (e instanceof FileAlreadyExistsException) {
      return isLinkToNothing(e.getFile())
          ? "it is a link to what is not there"
          : "something is there already, and no folder";
    }
    if (e instanceof NotDirectoryException) {
      return words("Not a directory");
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    if (e instanceof FileSystemLoopException) {
      return words("Too many levels of symbolic links");
    }
    if (e instanceof AtomicMoveNotSupportedException) {
      return "it cannot be renamed in one step, from one file system to another";
    }
    return e.getReason() == null
        ? "the file system refuses it without a reason (" + e.getClass().getSimpleName() + ")"
        : words(e.getReason());
  }

  private static boolean isLinkToNothing(String file) {
    return file != null && Files.isSymbolicLink(Path.of(file)) && !Files.exists(Path.of(file));
  }

  /** The system's words with what they mean for this user; others as they are. */
  private static String words(String system) {
    return switch (system) {
      case "Permission denied" -> "permission denied: this user may not do that there";
      case "Operation not permitted" -> "the system does not permit that there";
      case "No such file or directory" -> "there is no such file or folder";
      case "Not a directory" -> "a file is where a folder is expected";
      case "Is a directory" -> "found a folder, expected a file";
      case "No space left on device" -> "the disk is full";
      case "Disk quota exceeded" -> "this user's share of the disk is full (quota)";
      case "Read-only file system" -> "the file system is read-only";
      case "File name too long" -> "the name is longer than the file system allows";
      case "File too large" ->
          "it would be larger than the file system or a limit (ulimit -f) allows";
      case "Too many open files" -> "too many files are open (ulimit -n)";
      case "Too many levels of symbolic links" -> "its links lead in a circle";
      case "Input/output error" -> "the disk fails (input/output error)";
      case "Stale file handle" -> "the network's file system has lost it (stale file handle)";
      case "Invalid argument" -> "the file system does not take this (invalid argument)";
      default -> system;
    };
  }
}
