package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.peer.Event;
import equilibrium.peer.Limits;
import equilibrium.peer.Peer;
import equilibrium.peer.PeerConfig;
import equilibrium.peer.PeerConfig.Trackers;
import equilibrium.peer.PeerConfig.Wire;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The replicated-tracker document end to end: two trackers, peers that ask both at once, and the
 * death of the one that answers; a peer that is killed; a tracker that has forgotten everything. It
 * takes a minute or two, so it runs only when named.
 */
@ExtendWith(Servers.class)
@Timeout(240)
class PeerMulticast {
  private static final String GROUP = "239.192.0.15";
  private static final int SIZE = 12 << 20;
  private static final int CHUNK = 64 << 10;
  private static final int DOWN = 1 << 20; // bytes per second: the download outlives the owner
  private static final int ARRIVED = 64; // chunks, before the leecher is killed

  /** Of these. A busy machine writes them to the memory late, the first ones above all. */
  private static final int LEAST_REMEMBERED = ARRIVED / 2;

  @TempDir Path folder;

  /** An ingress in a process of its own. */
  private record Node(int port, Process process) {}

  @Test
  void oneTrackerAnswersAndAfterItsDeathTheOtherOne(KafkaServer kafka, PostgresServer postgres)
      throws Exception {
    int multicastPort = freeUdpPort();
    var url = "udp://%s:%d".formatted(GROUP, multicastPort);
    Queue<Event> seederEvents = new ConcurrentLinkedQueue<>();
    Queue<Event> leecherEvents = new ConcurrentLinkedQueue<>();
    var file = content();
    var nodes = new ArrayList<Node>();

    try (var pipeline = new Pipeline(kafka, postgres, folder.resolve("pipeline"), Map.of())) {
      pipeline.startProjector();
      nodes.add(start("a", pipeline, multicastPort));
      nodes.add(start("b", pipeline, multicastPort));
      try (var seeder = Peer.open(config("seeder", url), seederEvents::add);
          var leecher =
              Peer.open(
                  config("leecher", url).withLimits(new Limits(DOWN, 0, 8, 0, null)),
                  leecherEvents::add)) {
        var torrent = seeder.share(file, CHUNK, false);
        Await.until("the seeder is known", () -> count(seederEvents, Event.Announced.class) > 0);
        leecher.get(torrent, folder.resolve("to"));
        Await.until("one tracker alone has answered", () -> isOneAlone(answers(leecherEvents)));
        assertThat(count(leecherEvents, Event.ChunkDone.class)).isPositive();
        int owner = port(answers(leecherEvents).getLast());
        var killed = nodes.stream().filter(node -> node.port() == owner).findFirst().orElseThrow();

        killed.process().destroyForcibly().waitFor();
        long killedNs = System.nanoTime();
        int survivor = nodes.stream().mapToInt(Node::port).filter(p -> p != owner).sum();
        Await.until(
            "the other tracker answers one of the two",
            () ->
                Stream.of(seederEvents, leecherEvents)
                    .anyMatch(events -> port(answers(events).getLast()) == survivor));
        var waited = Duration.ofNanos(System.nanoTime() - killedNs);
        System.out.printf("the other tracker answered after %.1f s%n", waited.toMillis() / 1e3);
        assertThat(waited).isLessThan(Duration.ofSeconds(10));

        assertThat(leecher.awaitComplete(Duration.ofSeconds(90))).isTrue();
        Await.until(
            "the other tracker has answered the leecher's completed",
            () ->
                leecherEvents.stream()
                        .anyMatch(event ->
                            event instanceof Event.Announced announced
                                && announced.event().equals("completed"))
                    && port(answers(leecherEvents).getLast()) == survivor);
        assertThat(count(leecherEvents, Event.ChunkLost.class)).isZero();
      }
    } finally {
      for (var node : nodes) {
        node.process().destroyForcibly().waitFor();
      }
    }

    assertThat(folder.resolve("to/content")).hasSameBinaryContentAs(file);
  }

  @Test
  void aKilledLeecherGoesOnFromItsChunks(KafkaServer kafka, PostgresServer postgres)
      throws Exception {
    int multicastPort = freeUdpPort();
    var url = "udp://%s:%d".formatted(GROUP, multicastPort);
    Queue<Event> seederEvents = new ConcurrentLinkedQueue<>();
    var file = content();
    var killed = folder.resolve("killed.log");
    var second = folder.resolve("second.log");
    int arrived;

    try (var pipeline = new Pipeline(kafka, postgres, folder.resolve("pipeline"), Map.of())) {
      var node = start("a", pipeline, multicastPort);
      try (var seeder = Peer.open(config("seeder", url), seederEvents::add)) {
        seeder.write(seeder.share(file, CHUNK, false), folder.resolve("torrent"));
        Await.until("the seeder is known", () -> count(seederEvents, Event.Announced.class) > 0);

        var leecher = get(url, killed);
        try {
          Await.until(
              () -> "it downloads: " + read(killed),
              () -> !leecher.isAlive() || count(killed, "ChunkDone") >= ARRIVED,
              Boolean::booleanValue);
          assertThat(leecher.isAlive()).as(read(killed)).isTrue();
        } finally {
          leecher.destroyForcibly().waitFor(); // SIGKILL
        }
        arrived = count(killed, "ChunkDone");
        var again = get(url, second);
        try {
          assertThat(again.waitFor(90, TimeUnit.SECONDS)).as(read(second)).isTrue();
        } finally {
          again.destroyForcibly().waitFor();
        }
        assertThat(again.exitValue()).as(read(second)).isZero();
      } finally {
        node.process().destroyForcibly().waitFor();
      }
    }

    assertThat(folder.resolve("to/content")).hasSameBinaryContentAs(file);
    assertThat(count(killed, "Completed")).isZero();
    assertThat(List.of(killed, second))
        .allSatisfy(log -> assertThat(count(log, "Answered")).as(read(log)).isPositive());
    int remembered = (int) number(second, "remembered");
    assertThat(remembered).as(read(second)).isBetween(LEAST_REMEMBERED, arrived);
    assertThat(number(second, "lost")).isZero();
    assertThat(number(second, "downloaded")).isEqualTo(SIZE - (long) remembered * CHUNK);
  }

  /** The tracker's log and database are empty too, so only the seeder itself can tell it. */
  @Test
  void aScrapeMakesASeederKnownToARestartedTracker(KafkaServer kafka, PostgresServer postgres)
      throws Exception {
    int multicastPort = freeUdpPort();
    var url = "udp://%s:%d".formatted(GROUP, multicastPort);
    Queue<Event> seederEvents = new ConcurrentLinkedQueue<>();
    Queue<Event> leecherEvents = new ConcurrentLinkedQueue<>();
    var file = content();

    try (var seeder = Peer.open(config("seeder", url), seederEvents::add)) {
      var torrent = seeder.share(file, CHUNK, false);
      try (var pipeline = new Pipeline(kafka, postgres, folder.resolve("pipeline"), Map.of())) {
        var node = start("first", pipeline, multicastPort);
        try {
          Await.until("the seeder is known", () -> count(seederEvents, Event.Announced.class) > 0);
          long answers = count(seederEvents, Event.Answered.class);
          Await.until("it scrapes", () -> count(seederEvents, Event.Answered.class) >= answers + 2);
          assertThat(count(seederEvents, Event.Announced.class)).as("announces").isOne();
        } finally {
          node.process().destroyForcibly().waitFor();
        }
      }

      try (var empty = new Pipeline(kafka, postgres, folder.resolve("empty"), Map.of())) {
        var node = start("restarted", empty, multicastPort);
        Await.until(
            "the seeder is known again", () -> count(seederEvents, Event.Announced.class) >= 2);
        try (var leecher = Peer.open(config("leecher", url), leecherEvents::add)) {
          leecher.get(torrent, folder.resolve("to"));
          assertThat(leecher.awaitComplete(Duration.ofSeconds(60)))
              .as("seeder: %s%nleecher: %s", seederEvents, leecherEvents)
              .isTrue();
          assertThat(port(answers(seederEvents).getLast())).isEqualTo(node.port());
        } finally {
          node.process().destroyForcibly().waitFor();
        }
      }
    }

    assertThat(folder.resolve("to/content")).hasSameBinaryContentAs(file);
    assertThat(seederEvents.stream().filter(Event.Announced.class::isInstance).limit(2))
        .extracting(event -> ((Event.Announced) event).event())
        .containsExactly("completed", "completed");
    assertThat(leecherEvents)
        .anyMatch(event -> event instanceof Event.Announced announced && announced.peers() == 1);
  }

  private Path content() throws IOException {
    byte[] content = new byte[SIZE];
    new SplittableRandom(5).nextBytes(content);
    return Files.write(folder.resolve("content"), content);
  }

  /** The command in a process of its own, which says every event to a log. */
  private Process get(String url, Path log) throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "equilibrium.standalone.EquilibriumMain",
            "peer",
            "get",
            folder.resolve("torrent").toString(),
            "--to=" + folder.resolve("to"),
            "--wire=replicated",
            "--tracker=" + url,
            "--interface=lo",
            "--down=" + DOWN,
            "--json",
            "--data=" + folder.resolve("leecher"));
    builder.environment().keySet().removeIf(name -> name.startsWith("EQUILIBRIUM_"));
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static String read(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int count(Path log, String type) {
    return read(log).split("\"type\":\"%s\"".formatted(type), -1).length - 1;
  }

  /** The last number of this name in the events of a process. */
  private static long number(Path log, String name) {
    var numbers =
        Pattern.compile("\"%s\":(\\d+)".formatted(name)).matcher(read(log)).results().toList();
    return Long.parseLong(numbers.getLast().group(1));
  }

  private static List<Event.Answered> answers(Queue<Event> events) {
    return events.stream()
        .filter(Event.Answered.class::isInstance)
        .map(Event.Answered.class::cast)
        .toList();
  }

  /** Three times running, so that no ownership is moving. */
  private static boolean isOneAlone(List<Event.Answered> answers) {
    var last = answers.subList(Math.max(0, answers.size() - 3), answers.size());
    return last.size() == 3
        && last.stream().allMatch(answer -> answer.equals(last.getFirst()) && answer.count() == 1);
  }

  private static int port(Event.Answered answer) {
    return Integer.parseInt(answer.from().substring(answer.from().lastIndexOf(':') + 1));
  }

  private static long count(Queue<Event> events, Class<? extends Event> type) {
    return events.stream().filter(type::isInstance).count();
  }

  private PeerConfig config(String name, String url) {
    return PeerConfig.in(folder.resolve(name), Trackers.of(url).over(Wire.REPLICATED, "lo"));
  }

  private Node start(String name, Pipeline pipeline, int multicastPort) throws Exception {
    int port = freePort();
    var settings = new LinkedHashMap<>(Transfer.QUICK);
    settings.put("ops.port", "0");
    settings.put("ingress.host", "127.0.0.1");
    settings.put("ingress.port", Integer.toString(port));
    settings.put("ingress.secret-file", folder.resolve("secret").toString());
    settings.put(
        "ingress.identity-secret-file", folder.resolve("pipeline/identity-secret").toString());
    settings.put("udp.replicated-tracker", "true");
    settings.put("udp.multicast-group", GROUP);
    settings.put("udp.multicast-interface", "lo");
    settings.put("udp.multicast-port", Integer.toString(multicastPort));
    return new Node(
        port, ChildProgram.on(pipeline, "ingress", folder.resolve(name), settings).process());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static int freeUdpPort() throws IOException {
    try (var socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }
}
