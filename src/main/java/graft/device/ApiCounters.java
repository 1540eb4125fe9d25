package graft.device;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the software device was asked to do since the JVM started or the last reset: calls by the
 * name of their C function, and bytes copied. They count for the process, not for one device.
 */
public final class ApiCounters {
  private static final int UPLOADED = 0;
  private static final int DOWNLOADED = 1;
  private static final int COPIED = 2;

  ApiCounters() {}

  /** How often each function was called; those never called are absent. Sorted by name. */
  public Map<String, Long> calls() {
    String[] names = SoftwareDevice.callNames();
    long[] counts = SoftwareDevice.callCounts();
    Map<String, Long> calls = new TreeMap<>();
    for (int i = 0; i < Math.min(names.length, counts.length); i++) {
      if (counts[i] != 0) {
        calls.put(names[i], counts[i]);
      }
    }
    return Collections.unmodifiableMap(calls);
  }

  /** Bytes copied from the host to the device. */
  public long bytesUploaded() {
    return SoftwareDevice.bytesCopied()[UPLOADED];
  }

  /** Bytes copied from the device to the host. */
  public long bytesDownloaded() {
    return SoftwareDevice.bytesCopied()[DOWNLOADED];
  }

  /** Bytes copied on the device. */
  public long bytesCopied() {
    return SoftwareDevice.bytesCopied()[COPIED];
  }

  /** Sets all to zero. */
  public void reset() {
    SoftwareDevice.resetCounters();
  }
}
