package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.Await;
import equilibrium.testing.client.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients meet over HTTPS. */
class HttpsTest {
  @AutoClose
  @SuppressWarnings("NullAway.Init") // opened by each test as it needs it
  private TrackerOnHttps tracker;

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void repliesAreTheSameAsOverHttp(String protocol) throws Exception {
    tracker = new TrackerOnHttps();
    try (var plain = tracker.plain.connect();
        var secure = tracker.connect(protocol)) {
      RawHttp.write(plain, TrackerOnHttp.KEPT);
      RawHttp.write(secure, TrackerOnHttp.KEPT);

      assertThat(withoutChance(RawHttp.readOne(secure)))
          .isEqualTo(withoutChance(RawHttp.readOne(plain)));
      assertThat(secure.getSession().getProtocol()).isEqualTo(protocol);
    }
    assertThat(tracker.plain.log)
        .extracting(Announced::getTransport)
        .containsExactlyInAnyOrder(Transport.HTTP, Transport.HTTPS);
    assertThat(
            tracker
                .plain
                .metrics
                .counter("equilibrium_requests_total", "transport", "https", "outcome", "accepted")
                .count())
        .isEqualTo(1);
  }

  private static String withoutChance(String response) {
    return response.replaceAll("interval(i\\d+e)", "").replaceAll("32:[0-9a-f]{32}", "");
  }

  @Test
  void olderTlsIsRefused() throws Exception {
    tracker = new TrackerOnHttps();

    assertThatThrownBy(() -> tracker.connect("TLSv1.1")).isInstanceOf(IOException.class);
  }

  @Test
  void ellipticCurvesWillDoToo() throws Exception {
    tracker = new TrackerOnHttps(TrackerOnHttps.CERTIFICATES.get(1));

    try (var socket = tracker.connect("TLSv1.3")) {
      assertThat(TrackerOnHttps.shown(socket)).isEqualTo("CN=c1");
    }
  }

  /** 4 kept connections and ever new ones, 2000 requests, three new certificates meanwhile. */
  @Test
  void aNewCertificateKeepsOpenConnections() throws Exception {
    tracker = new TrackerOnHttps();
    Set<String> seen = new ConcurrentSkipListSet<>();
    var answered = new AtomicInteger();
    var tasks = new ArrayList<Callable<Void>>();
    for (int i = 0; i < 4; i++) {
      tasks.add(() -> keptAlive(answered));
      tasks.add(() -> everNew(answered, seen));
    }
    tasks.add(() -> {
      for (int next = 1; next < 4; next++) {
        int least = 500 * next;
        Await.until(least + " answers", answered::get, answers -> answers >= least);
        TrackerOnHttps.CERTIFICATES.get(next).replace(tracker.files);
        tracker.refresh();
      }
      return null;
    });

    try (var threads = Executors.newFixedThreadPool(tasks.size())) {
      for (var result : threads.invokeAll(tasks)) {
        result.get(); // throws what failed
      }
    }

    assertThat(answered).hasValue(2000);
    assertThat(seen).contains("CN=c0", "CN=c3");
    try (var socket = tracker.connect("TLSv1.3")) {
      assertThat(TrackerOnHttps.shown(socket)).isEqualTo("CN=c3");
    }
  }

  private Void keptAlive(AtomicInteger answered) throws Exception {
    try (var socket = tracker.connect("TLSv1.3")) {
      for (int i = 0; i < 400; i++) {
        ask(socket, answered);
      }
    }
    return null;
  }

  private Void everNew(AtomicInteger answered, Set<String> seen) throws Exception {
    for (int i = 0; i < 100; i++) {
      try (var socket = tracker.connect(i % 2 == 0 ? "TLSv1.3" : "TLSv1.2")) {
        ask(socket, answered);
        seen.add(TrackerOnHttps.shown(socket));
      }
    }
    return null;
  }

  private static void ask(Socket socket, AtomicInteger answered) throws IOException {
    RawHttp.write(socket, TrackerOnHttp.KEPT);
    if (!RawHttp.readOne(socket).contains("5:peers0:")) {
      throw new IOException("another answer");
    }
    answered.incrementAndGet();
  }
}
