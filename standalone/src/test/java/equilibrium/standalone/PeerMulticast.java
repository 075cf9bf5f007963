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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The replicated-tracker document end to end: two trackers, peers that ask both at once, and the
 * death of the one that answers. It takes a minute or two, so it runs only when named.
 */
@ExtendWith(Servers.class)
@Timeout(240)
class PeerMulticast {
  private static final String GROUP = "239.192.0.15";
  private static final int SIZE = 12 << 20;
  private static final int DOWN = 1 << 20; // bytes per second: the download outlives the owner

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
    byte[] content = new byte[SIZE];
    new SplittableRandom(5).nextBytes(content);
    var file = Files.write(folder.resolve("content"), content);
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
        var torrent = seeder.share(file, 64 << 10, false);
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
