package graft.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiniteJsonTest {
  private static ObjectNode tree() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("loss", Double.NaN).put("largest", Float.POSITIVE_INFINITY).put("epoch", 3);
    tree.put("text", "NaN").put("half", 0.5f);
    tree.putArray("losses").add(Float.NaN).add(1.25).addObject().put("least", -1 / 0.0);
    return tree;
  }

  @Test
  void whatIsNotFiniteIsNullAtAnyDepth() {
    assertThat(FiniteJson.line(tree()))
        .isEqualTo(
            "{'loss':null,'largest':null,'epoch':3,'text':'NaN','half':0.5,'losses':[null,1.25,{'least':null}]}"
                .replace('\'', '"'));
  }

  @Test
  void theTreeItselfStays() {
    ObjectNode tree = tree();
    var unused = FiniteJson.line(tree);
    assertThat(tree.path("loss").doubleValue()).isNaN();
  }

  @Test
  void linesAndFilesSayTheSame(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.json");
    FiniteJson.write(file, tree());
    ObjectMapper mapper = new ObjectMapper();
    JsonNode line = mapper.readTree(FiniteJson.line(tree()));
    assertThat(mapper.readTree(file.toFile())).isEqualTo(line);
    assertThat(mapper.readTree(FiniteJson.text(tree()))).isEqualTo(line);
    assertThat(FiniteJson.text(tree())).contains("\n  \"epoch\" : 3");
  }
}
