package graft.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An editor allows by a form's schema what the form reads, and nothing else. */
class FormSchemaTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A choice that can stand alone. */
  private record Fixed() {}

  /** One that needs a number. */
  private record Steps(double rate, Optional<Boolean> last) {}

  private enum Fruit {
    APPLE,
    PEAR
  }

  /** The form is made in the test, which thereby tests the making too. */
  private static Arguments row(Supplier<Form<?>> form, List<String> read, List<String> refused) {
    return Arguments.of(form, read, refused);
  }

  static Stream<Arguments> ofValues() {
    return Stream.of(
        row(
            () -> ScalarForm.whole(1),
            List.of("1", "2147483647"),
            List.of("0", "2.5", "true", "\"3\"", "[1]")),
        row(ScalarForm::seed, List.of("-1", "9007199254740993"), List.of("0.5", "{}")),
        row(ScalarForm::truth, List.of("true", "false"), List.of("1", "\"true\"")),
        row(ScalarForm::name, List.of("\"a b\""), List.of("\"\"", "[]")),
        row(
            () -> ScalarForm.word(Fruit.class),
            List.of("\"apple\"", "\"pear\""),
            List.of("\"PEAR\"", "\"plum\"", "\"\"")),
        row(
            () -> ScalarForm.number(Range.ANY),
            List.of("-1", "0", "2.5e3"),
            List.of("\"many\"", "[1]", "true")),
        row(() -> ScalarForm.number(Range.AT_LEAST_ZERO), List.of("0", "7"), List.of("-0.001")),
        row(() -> ScalarForm.number(Range.POSITIVE), List.of("0.001", "7"), List.of("0", "-1")),
        row(() -> ScalarForm.number(Range.BELOW_ONE), List.of("0", "0.99"), List.of("1", "-0.01")),
        row(
            () -> ScalarForm.singleNumber(Range.UP_TO_ONE),
            List.of("0", "1"),
            List.of("1.01", "-0.01")));
  }

  static Stream<Arguments> ofParts() {
    return Stream.of(
        row(
            WindowForm::new,
            List.of("3", "[3, 5]"),
            List.of("0", "[3]", "[1, 2, 3]", "[0, 1]", "\"wide\"")),
        row(
            PaddingForm::new,
            List.of("\"same\"", "\"valid\"", "0", "[0, 1, 2, 3]"),
            List.of("\"full\"", "-1", "[0, 1]", "[0, 1, 2, 3, 4]", "[0, 1, 2, -3]", "{}")),
        row(UnitsForm::new, List.of("1", "\"classes\""), List.of("0", "\"class\"", "[1]")),
        row(
            () -> new ListForm<>(ScalarForm.whole(1), "a list"),
            List.of("[1]", "[2, 1]"),
            List.of("[]", "[0]", "[1, 0]", "1")),
        row(
            () -> new MapForm<>(ScalarForm.name(), "names by name"),
            List.of("{}", "{\"a\": \"b\"}"),
            List.of("{\"a\": \"\"}", "[]", "\"a\"")),
        row(
            PreprocessingForm::form,
            List.of("{\"mean\": [0.5], \"deviation\": [0.25]}"),
            List.of(
                "{\"mean\": [0.5]}",
                "{\"mean\": [0.5], \"deviation\": [0]}",
                "{\"mean\": [0.5], \"deviation\": [1], \"scale\": [1]}")));
  }

  private static ChoiceForm.Choice<Steps> steps() {
    Key<Steps, Double> rate =
        Key.required("rate", ScalarForm.number(Range.POSITIVE), Steps::rate, "of learning");
    Key<Steps, Optional<Boolean>> last =
        Key.optional("last", ScalarForm.truth(), Steps::last, "whether it is");
    ObjectForm<Steps> form =
        new ObjectForm<>("Steps.", List.of(rate, last), v -> new Steps(v.get(rate), v.get(last)));
    return new ChoiceForm.Choice<>("steps", Steps.class, form);
  }

  static Stream<Arguments> ofChoices() {
    ChoiceForm.Choice<Fixed> fixed =
        new ChoiceForm.Choice<>(
            "fixed", Fixed.class, new ObjectForm<>("It stays.", List.of(), v -> new Fixed()));
    List<String> refused =
        List.of("\"steps\"", "\"code\"", "{}", "{\"steps\": {}}", "{\"stairs\": {\"rate\": 1}}");
    return Stream.of(
        row(
            () -> steps().form(),
            List.of("{\"rate\": 1}", "{\"last\": true, \"rate\": 0.5}"),
            List.of("{}", "{\"last\": true}", "{\"rate\": 1, \"first\": 1}", "{\"rate\": 0}", "1")),
        row(
            () -> new ChoiceForm<Object>(List.of(steps())),
            List.of("{\"steps\": {\"rate\": 1}}"),
            refused),
        row(
            () -> new ChoiceForm<Object>(List.of(steps(), fixed)),
            List.of("{\"steps\": {\"rate\": 1}}", "{\"fixed\": {}}", "\"fixed\""),
            Stream.concat(
                    refused.stream(),
                    Stream.of(
                        "{\"steps\": {\"rate\": 1}, \"fixed\": {}}", "{\"fixed\": {\"a\": 1}}"))
                .toList()));
  }

  static Stream<Arguments> ofNetworks() {
    String nodes = "{\"nodes\": [%s]}";
    return Stream.of(
        row(
            NetworkForm::new,
            List.of(
                nodes.formatted("{\"name\": \"a\", \"op\": \"dense\", \"units\": 3}"),
                nodes.formatted("{\"name\": \"a\", \"op\": \"relu\", \"inputs\": [\"input\"]}"),
                "{\"input\": [4], \"nodes\": [{\"name\": \"a\", \"op\": \"relu\"}]}"),
            List.of(
                "[]",
                "{}",
                nodes.formatted(""),
                nodes.formatted("{\"op\": \"relu\"}"),
                nodes.formatted("{\"name\": \"a\"}"),
                nodes.formatted("{\"name\": \"\", \"op\": \"relu\"}"),
                nodes.formatted("{\"name\": \"a\", \"op\": \"reluu\"}"),
                nodes.formatted("{\"name\": \"a\", \"op\": \"relu\", \"inputs\": []}"),
                nodes.formatted("{\"name\": \"a\", \"op\": \"relu\", \"units\": 3}"),
                nodes.formatted("{\"name\": \"a\", \"op\": \"dense\"}"),
                nodes.formatted("{\"name\": \"a\", \"op\": \"dense\", \"units\": 0}"),
                "{\"input\": [], \"nodes\": [{\"name\": \"a\", \"op\": \"relu\"}]}",
                "{\"output\": [4], \"nodes\": [{\"name\": \"a\", \"op\": \"relu\"}]}")));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource({"ofValues", "ofParts", "ofChoices", "ofNetworks"})
  void allowsWhatIsRead(Supplier<Form<?>> made, List<String> read, List<String> refused)
      throws JsonProcessingException {
    Form<?> form = made.get();
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(form.schema());
    for (String json : read) {
      assertThat(form.read(place(json))).as(json).isNotNull();
      assertThat(schema.validate(MAPPER.readTree(json))).as(json).isEmpty();
    }
    for (String json : refused) {
      assertThatThrownBy(() -> form.read(place(json)))
          .as(json)
          .isInstanceOf(MistakeException.class);
      assertThat(schema.validate(MAPPER.readTree(json))).as(json).isNotEmpty();
    }
  }

  /** JSON is YAML. */
  private static Place place(String json) {
    return YamlFile.parse("net.yaml", json.getBytes(StandardCharsets.UTF_8));
  }
}
