package graft.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.data.DataSplits;
import graft.data.Provenance;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the record of any run says first: how it was started, on what, and with which data.
 *
 * @param invocation that makes it again
 * @param environment device, versions and modes, by name: see {@link Environment}
 * @param data where it came from
 * @param training how many images it is trained on
 * @param validation how many images it is validated on
 * @param limit how many training images were asked for, if not all
 */
public record RunHeader(
    Invocation invocation,
    Map<String, String> environment,
    Provenance data,
    int training,
    int validation,
    Optional<Integer> limit) {
  /** Raised whenever a reader of an older result.json would misread a newer one. */
  private static final int SCHEMA = 1;

  /** Keeps a copy, in its order. */
  public RunHeader {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  /** Of images. */
  public static RunHeader of(
      Invocation invocation,
      Map<String, String> environment,
      DataSplits data,
      Optional<Integer> limit) {
    return new RunHeader(
        invocation,
        environment,
        data.provenance(),
        data.train().count(),
        data.test().count(),
        limit);
  }

  /** The samples of a step: fewer than were asked for where there are not as many images. */
  public int batch(int asked) {
    return Math.min(asked, training);
  }

  /** The beginning of a record. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("schema", SCHEMA);
    invocation.put(json);
    environment.forEach(json.putObject("environment")::put);
    ObjectNode node = json.putObject("data");
    node.put("name", data.name()).put("source", data.source());
    node.put("training", training).put("validation", validation);
    limit.ifPresent(most -> node.put("limit", most));
    data.sha256().forEach(node.putObject("sha256")::put);
    return json;
  }
}
