package graft.job;

import graft.device.Device;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a training ran on, by name, for its record. */
public final class Environment {
  private Environment() {}

  /** Graft, the device, how it computes, its libraries, Java, and the time now. */
  public static Map<String, String> of(Device device) {
    Map<String, String> environment = new LinkedHashMap<>();
    String version = Environment.class.getPackage().getImplementationVersion();
    environment.put("graft", version == null ? "development" : version);
    environment.put("device", device.description());
    device.instructions().ifPresent(name -> environment.put("instructions", name));
    device.threads().ifPresent(count -> environment.put("threads", Integer.toString(count)));
    environment.put("math", device.math().toString());
    environment.put("fast", Boolean.toString(!device.algorithms().deterministic()));
    environment.put(
        "tune", device.algorithms().tuning().map(it -> it.file().toString()).orElse("false"));
    environment.putAll(device.versions());
    environment.put("java", System.getProperty("java.version"));
    environment.put("started", OffsetDateTime.now(ZoneId.systemDefault()).toString());
    return environment;
  }
}
