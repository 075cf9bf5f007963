package equilibrium.standalone.command;

import equilibrium.platform.Fault;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.control.DeadLetterLog;
import equilibrium.standalone.control.Letter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dead-letters}: records that a program could not read. */
@Command(
    name = "dead-letters",
    description = "Lists, shows and replays records that a program could not read.")
final class DeadLetterCommands {
  private final Equilibrium equilibrium;

  DeadLetterCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  /** A line of the list. */
  private record Line(long atMs, String text) {
    static Line of(Letter letter) {
      return new Line(
          letter.atMs(),
          String.join(
              "\t",
              letter.place().toString(),
              Instant.ofEpochMilli(letter.atMs()).toString(),
              letter.topic(),
              letter.source().toString(),
              letter.replayedFrom().isEmpty() ? "-" : "replayed",
              letter.reason()));
    }
  }

  @Command(
      name = "list",
      description =
          "Prints place, time, topic, place in that topic, \"replayed\" or -, and reason of each"
              + " dead letter, separated by tabs; the oldest first.")
  void list(
      @Option(names = "--topic", paramLabel = "TOPIC", description = "Only those of this topic.")
          @Nullable String topic,
      @Option(
              names = "--limit",
              defaultValue = "100",
              paramLabel = "N",
              description = "Prints the newest N; ${DEFAULT-VALUE} without this.")
          int limit) {
    var newest = new PriorityQueue<Line>(Comparator.comparingLong(Line::atMs));
    long[] all = {0};
    try (var log = open()) {
      log.read(letter -> {
        if (topic == null || topic.equals(letter.topic())) {
          all[0]++;
          newest.add(Line.of(letter));
          if (newest.size() > limit) {
            newest.poll();
          }
        }
      });
    }
    int shown = newest.size();
    while (!newest.isEmpty()) {
      System.out.println(newest.poll().text());
    }
    if (shown < all[0]) {
      System.err.printf("%d of %d dead letters; --limit shows more%n", shown, all[0]);
    }
  }

  @Command(name = "show", description = "Prints headers, key and value of one dead letter.")
  void show(
      @Parameters(paramLabel = "PLACE", description = "Partition and offset, such as 3-17.")
          String place) {
    try (var log = open()) {
      log.letter(Letter.Place.of(place)).lines().forEach(System.out::println);
    }
  }

  /** Some letters, or those of a topic. */
  static final class Selected {
    @Parameters(paramLabel = "PLACE", description = "Partition and offset, such as 3-17.")
    private List<String> places = List.of();

    @Option(
        names = "--topic",
        paramLabel = "TOPIC",
        description =
            "All of this topic, each record once, but none that has failed again after a replay.")
    private @Nullable String topic;

    private List<Letter.Place> in(DeadLetterLog log) {
      if (topic == null) {
        return places.stream().map(Letter.Place::of).distinct().toList();
      }
      var selection = log.replayable(topic);
      selection
          .cut()
          .forEach(place ->
              System.err.printf("not sent, only a part of its record is there: %s%n", place));
      return selection.whole();
    }
  }

  @Command(
      name = "replay",
      description =
          "Sends dead letters back to their topics as they were, once what could not read them is"
              + " mended. They stay in dead-letters. If it fails in between, what was sent is"
              + " printed.")
  void replay(@ArgGroup(multiplicity = "1") Selected selected) {
    try (var log = open()) {
      var places = selected.in(log);
      if (places.isEmpty()) {
        throw new Fault("no dead letter of this topic can be replayed");
      }
      log.replay(
          places, letter -> System.out.printf("sent %s to %s%n", letter.place(), letter.topic()));
    }
  }

  private DeadLetterLog open() {
    return new DeadLetterLog(equilibrium.configuration(Way.SINGLE).platform().kafka());
  }
}
