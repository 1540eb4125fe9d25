package graft.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Writes a response's body to a file as it comes, and says when the last byte came: the client that
 * receives it writes on its own threads, another thread watches.
 */
final class FileSink implements HttpResponse.BodySubscriber<Void> {
  private final Path file;
  private final CompletableFuture<Void> result = new CompletableFuture<>();
  private Optional<IOException> failure = Optional.empty(); // guarded by this
  private FileChannel channel; // guarded by this; null before the start and after the end
  private Flow.Subscription subscription; // guarded by this
  private boolean started; // guarded by this
  private boolean closed; // guarded by this
  private long done; // guarded by this
  private long total = -1; // guarded by this
  private long lastByte; // guarded by this; System.nanoTime

  FileSink(Path file) {
    this.file = file;
  }

  /** Opens the file to write from a position on, and drops what it has after that. */
  synchronized void startAt(long position, long length) {
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.truncate(position).position(position);
    } catch (IOException e) {
      failure = Optional.of(e);
      throw new UncheckedIOException(e);
    }
    started = true;
    done = position;
    total = length < 0 ? -1 : position + length;
    lastByte = System.nanoTime();
  }

  synchronized boolean started() {
    return started;
  }

  /** What the file system refused: a fault of this machine, and none of the connection. */
  synchronized Optional<IOException> failure() {
    return failure;
  }

  /** Bytes in the file, those from before included. */
  synchronized long done() {
    return done;
  }

  /** Bytes that the file will have, or -1. */
  synchronized long total() {
    return total;
  }

  /** The time since the last byte came. */
  synchronized Duration idle() {
    return Duration.ofNanos(System.nanoTime() - lastByte);
  }

  /** Stops the transfer if it still goes on. */
  synchronized void close() throws IOException {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
    }
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }

  @Override
  public CompletionStage<Void> getBody() {
    return result;
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    if (closed) {
      subscription.cancel();
    } else {
      // Writing is done within onNext, which holds the sender back by itself.
      subscription.request(Long.MAX_VALUE);
    }
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> buffers) {
    if (channel == null) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        while (buffer.hasRemaining()) {
          done += channel.write(buffer);
        }
      }
      lastByte = System.nanoTime();
    } catch (IOException e) {
      failure = Optional.of(e);
      subscription.cancel();
      result.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable cause) {
    result.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    result.complete(null);
  }
}
