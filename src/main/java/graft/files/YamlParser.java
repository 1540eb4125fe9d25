package graft.files;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Makes a tree of YAML 1.2. Text stays text: what is a number, the reader's {@link Form} decides.
 * An alias stands for what it names, and counts as much.
 */
final class YamlParser {
  private static final int DEEPEST = 32;
  private static final int MOST_VALUES = 100_000;

  private final String source;
  private final Iterator<Event> events;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private int values;

  /**
   * What an alias can name.
   *
   * @param values how many values it has, itself among them
   */
  private record Anchored(Tree tree, int values) {}

  YamlParser(String source, String text) {
    this.source = source;
    // Whatever version a file says it is of: what it says is checked.
    LoadSettings settings =
        LoadSettings.builder().setLabel(source).setVersionFunction(version -> version).build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /**
   * The only document.
   *
   * @throws MistakeException if there is another number of them, or one is no YAML
   */
  Tree document() {
    next(); // the stream begins
    Event begin = next();
    if (begin.getEventId() == Event.ID.StreamEnd) {
      throw new MistakeException(source + ": is empty; expected keys with values");
    }
    Tree tree = tree(next(), 1);
    next(); // the document ends
    Event after = next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      throw mistake(after, "a second document begins; expected one in a file");
    }
    return tree;
  }

  private Event next() {
    try {
      return events.next();
    } catch (MarkedYamlEngineException e) {
      throw new MistakeException(at(e.getProblemMark()) + problem(e), e);
    } catch (YamlEngineException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new MistakeException(source + ": is no YAML: " + first, e);
    }
  }

  private static String problem(MarkedYamlEngineException e) {
    if (String.valueOf(e.getProblem()).contains("TAB")) {
      return "a tab stands here; expected spaces, since YAML takes no tabs for indentation";
    }
    String context = e.getContext() == null ? "" : " " + e.getContext();
    return "is no YAML: " + e.getProblem() + context;
  }

  private Tree tree(Event event, int depth) {
    if (depth > DEEPEST) {
      throw mistake(
          event, String.format(Locale.ROOT, "lies deeper than %d levels; expected fewer", DEEPEST));
    }
    if (event instanceof AliasEvent alias) {
      return named(alias);
    }
    int before = values;
    count(event, 1);
    Optional<String> anchor = ((NodeEvent) event).getAnchor().map(name -> name.getValue());
    anchor.ifPresent(open::add);
    Tree tree =
        event instanceof ScalarEvent scalar
            ? scalar(scalar)
            : collection((CollectionStartEvent) event, depth);
    anchor.ifPresent(
        name -> {
          open.remove(name);
          anchors.put(name, new Anchored(tree, values - before));
        });
    return tree;
  }

  private void count(Event event, int more) {
    values += more;
    if (values > MOST_VALUES) {
      throw mistake(
          event,
          String.format(
              Locale.ROOT,
              "is more than the %,d values that a file may have, each alias counted as what it"
                  + " names",
              MOST_VALUES));
    }
  }

  private Tree named(AliasEvent alias) {
    String name = alias.getAlias().getValue();
    if (open.contains(name)) {
      throw mistake(
          alias, "the alias *%s stands within what it names".formatted(Place.shortened(name)));
    }
    Anchored anchored = anchors.get(name);
    if (anchored == null) {
      throw mistake(
          alias,
          "the alias *%s names nothing; expected its anchor before it"
              .formatted(Place.shortened(name)));
    }
    count(alias, anchored.values());
    return anchored.tree();
  }

  private Tree scalar(ScalarEvent event) {
    requireUntagged(event, event.getTag());
    return new Tree.Scalar(event.getValue(), !event.isPlain(), position(event));
  }

  private Tree collection(CollectionStartEvent start, int depth) {
    requireUntagged(start, start.getTag());
    return start.getEventId() == Event.ID.SequenceStart
        ? sequence(start, depth)
        : mapping(start, depth);
  }

  private void requireUntagged(Event event, Optional<String> tag) {
    if (tag.isPresent()) {
      throw mistake(
          event,
          "has the tag %s; expected a value without a tag".formatted(Place.quoted(tag.get())));
    }
  }

  private Tree sequence(CollectionStartEvent start, int depth) {
    List<Tree> items = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(tree(event, depth + 1));
    }
    return new Tree.Sequence(items, position(start));
  }

  private Tree mapping(CollectionStartEvent start, int depth) {
    Map<String, Tree.Entry> entries = new LinkedHashMap<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      if (!(tree(event, depth + 1) instanceof Tree.Scalar key)) {
        throw mistake(event, "a key is a list or a mapping; expected a word");
      }
      Tree.Entry first = entries.get(key.text());
      if (first != null) {
        throw mistake(
            event,
            String.format(
                Locale.ROOT,
                "the key %s stands here again, after line %d; expected each key once",
                Place.quoted(key.text()),
                first.key().map(Position::line).orElse(0)));
      }
      Tree value = tree(next(), depth + 1);
      entries.put(key.text(), new Tree.Entry(position(event), value));
    }
    return new Tree.Mapping(entries, position(start));
  }

  private MistakeException mistake(Event event, String sentence) {
    return new MistakeException(at(event.getStartMark()) + sentence);
  }

  private String at(Optional<Mark> mark) {
    return source + mark.map(m -> ":" + line(m) + ":" + column(m)).orElse("") + ": ";
  }

  private static Optional<Position> position(Event event) {
    return event.getStartMark().map(mark -> new Position(line(mark), column(mark)));
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }

  private static int column(Mark mark) {
    return mark.getColumn() + 1;
  }
}
