package equilibrium.ingress;

import static equilibrium.ingress.RunningIngress.NO_KAFKA;
import static equilibrium.ingress.RunningIngress.NO_POSTGRES;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import equilibrium.testing.client.RawHttp;
import equilibrium.testing.client.TrackerClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients behind a load balancer see of a restart. */
class RollingRestartTest {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ingress.start-wait", "0s",
          "ingress.drain", "2s",
          "limits.requests-per-address", "0",
          "limits.connections-per-address", "1000");

  @TempDir Path folder;

  /** A node as the balancer knows it. */
  private record Backend(int opsPort, URI url) {
    static Backend of(RunningIngress ingress) {
      return new Backend(ingress.opsPort(), ingress.announceUrl());
    }
  }

  /** Asks nodes that say they are ready, by turns, and tries nothing twice. */
  private static final class Client implements AutoCloseable {
    final List<Backend> backends = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();
    final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread thread = Thread.ofPlatform().name("client").unstarted(this::run);

    private void run() {
      for (int i = 0; !closing.get(); i++) {
        for (var backend : backends) {
          try {
            if (RunningIngress.isReady(backend.opsPort())) {
              announce(backend, i);
            }
          } catch (IOException _) {
            // the ops port is closed: not ready
          }
        }
      }
    }

    private void announce(Backend backend, int i) {
      try {
        var query =
            "info_hash=%s&peer_id=%020d&port=2000&left=1".formatted("r".repeat(20), i % 10_000);
        var reply = RawHttp.body(TrackerClient.of(backend.url()).get("/announce?" + query));
        if (!reply.contains("5:peers")) {
          failures.add(reply);
        }
        answered.incrementAndGet();
      } catch (IOException | RuntimeException e) {
        failures.add(e.toString());
      }
    }

    void awaitAnswers(int more) {
      int enough = answered.get() + more;
      Await.until("more announces are answered", () -> answered.get() >= enough);
    }

    @Override
    public void close() {
      closing.set(true);
      Await.until("the client has ended", () -> !thread.isAlive());
    }
  }

  @Test
  void noRequestFailsWhileTwoNodesAreRestartedOneAfterTheOther() throws Exception {
    var a = start("a");
    var b = start("b");
    try (var client = new Client()) {
      client.backends.addAll(List.of(Backend.of(a), Backend.of(b)));
      client.thread.start();
      client.awaitAnswers(20);

      a = restart(a, "a", client);
      b = restart(b, "b", client);

      assertThat(client.failures).isEmpty();
    } finally {
      a.close();
      b.close();
    }
  }

  @Test
  void aNodeThatStopsIsNotReadyFirstAndAnswersUntilItsPortsClose() throws Exception {
    try (var ingress = start("a")) {
      var client = TrackerClient.of(ingress.announceUrl());
      Await.until("it is ready", ingress::isReady);

      var stopping = Thread.ofPlatform().start(ingress::stop);
      Await.until("it is not ready", () -> !ingress.isReady());

      var announce =
          "info_hash=%s&peer_id=%s&port=2000&left=1".formatted("r".repeat(20), "p".repeat(20));
      assertThat(client.get("/announce?" + announce)).contains("5:peers");
      stopping.join();
      assertThat(ingress.isReady()).isFalse();
    }
  }

  private RunningIngress restart(RunningIngress before, String name, Client client)
      throws IOException {
    var gone = Backend.of(before);
    before.stop();
    before.close();
    client.backends.remove(gone);
    client.awaitAnswers(20);
    var after = start(name);
    client.backends.add(Backend.of(after));
    client.awaitAnswers(20);
    return after;
  }

  private RunningIngress start(String name) throws IOException {
    var own = Files.createDirectories(folder.resolve(name));
    return new RunningIngress(own, NO_KAFKA, NO_POSTGRES, SETTINGS);
  }
}
