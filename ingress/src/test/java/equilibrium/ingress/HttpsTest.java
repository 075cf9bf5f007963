package equilibrium.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Transport;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpsTest {
  @TempDir private static Path made;
  private static final List<PemFiles> CERTIFICATES = new ArrayList<>();

  @TempDir private Path data;

  @SuppressWarnings("NullAway.Init") // opened by each test as it needs it
  private TrackerOnHttp tracker;

  @BeforeAll
  static void make() throws Exception {
    for (var algorithm : List.of("RSA", "EC", "EC", "RSA")) {
      var name = "c" + CERTIFICATES.size();
      CERTIFICATES.add(PemFiles.in(made, name).make(name, algorithm));
    }
  }

  @AfterEach
  void close() {
    if (tracker != null) {
      tracker.close();
    }
  }

  private PemFiles open(PemFiles certificate) throws IOException {
    var files = PemFiles.in(data, "tracker");
    certificate.replace(files);
    tracker =
        new TrackerOnHttp(
            data,
            Map.of(
                "https.port", "0",
                "https.certificate", files.certificate().toString(),
                "https.key", files.key().toString()));
    return files;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void repliesAreTheSameAsOverHttp(String protocol) throws Exception {
    open(CERTIFICATES.get(0));
    var request = TrackerOnHttp.request("GET", TrackerOnHttp.SEEDER, "1.1", "Host: t");
    try (var plain = tracker.connect();
        var secure = connect(protocol)) {
      TrackerOnHttp.write(plain, request);
      TrackerOnHttp.write(secure, request);

      assertThat(withoutChance(TrackerOnHttp.readOne(secure)))
          .isEqualTo(withoutChance(TrackerOnHttp.readOne(plain)));
      assertThat(secure.getSession().getProtocol()).isEqualTo(protocol);
    }
    assertThat(tracker.log)
        .extracting(Announced::getTransport)
        .containsExactlyInAnyOrder(Transport.HTTP, Transport.HTTPS);
    assertThat(
            tracker
                .metrics
                .counter("tracker_requests_total", "transport", "https", "end", "heard")
                .count())
        .isEqualTo(1);
  }

  private static String withoutChance(String response) {
    return response.replaceAll("interval(i\\d+e)", "").replaceAll("32:[0-9a-f]{32}", "");
  }

  @Test
  void olderTlsIsRefused() throws Exception {
    open(CERTIFICATES.get(0));

    assertThatThrownBy(() -> connect("TLSv1.1")).isInstanceOf(IOException.class);
  }

  @Test
  void ellipticCurvesWillDoToo() throws Exception {
    open(CERTIFICATES.get(1));

    try (var socket = connect("TLSv1.3")) {
      assertThat(shown(socket)).isEqualTo("CN=c1");
    }
  }

  /** 4 kept connections and ever new ones, 2000 requests, three new certificates meanwhile. */
  @Test
  void aNewCertificateDropsNobody() throws Exception {
    var files = open(CERTIFICATES.get(0));
    Set<String> seen = new ConcurrentSkipListSet<>();
    var answered = new AtomicInteger();
    var tasks = new ArrayList<Callable<Void>>();
    for (int i = 0; i < 4; i++) {
      tasks.add(() -> keptAlive(answered));
      tasks.add(() -> everNew(answered, seen));
    }
    tasks.add(() -> {
      for (int next = 1; next < 4; next++) {
        awaitAtLeast(answered, 500 * next);
        CERTIFICATES.get(next).replace(files);
        tracker.http.refresh();
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
    try (var socket = connect("TLSv1.3")) {
      assertThat(shown(socket)).isEqualTo("CN=c3");
    }
  }

  private Void keptAlive(AtomicInteger answered) throws Exception {
    try (var socket = connect("TLSv1.3")) {
      for (int i = 0; i < 400; i++) {
        ask(socket, answered);
      }
    }
    return null;
  }

  private Void everNew(AtomicInteger answered, Set<String> seen) throws Exception {
    for (int i = 0; i < 100; i++) {
      try (var socket = connect(i % 2 == 0 ? "TLSv1.3" : "TLSv1.2")) {
        ask(socket, answered);
        seen.add(shown(socket));
      }
    }
    return null;
  }

  private static void ask(Socket socket, AtomicInteger answered) throws IOException {
    TrackerOnHttp.write(
        socket, TrackerOnHttp.request("GET", TrackerOnHttp.SEEDER, "1.1", "Host: t"));
    if (!TrackerOnHttp.readOne(socket).contains("5:peers0:")) {
      throw new IOException("another answer");
    }
    answered.incrementAndGet();
  }

  private static void awaitAtLeast(AtomicInteger counter, int least) throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (counter.get() < least && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  @Test
  void filesThatWillNotDoLaterChangeNothing() throws Exception {
    var files = open(CERTIFICATES.get(0));

    Files.writeString(files.certificate(), "half a certif");
    tracker.http.refresh();
    Files.delete(files.key());
    tracker.http.refresh();

    try (var socket = connect("TLSv1.3")) {
      assertThat(shown(socket)).isEqualTo("CN=c0");
    }
  }

  /** As when the certificate's file is written before the key's. */
  @Test
  void aCertificateWhoseKeyComesLaterIsShownThen() throws Exception {
    var files = open(CERTIFICATES.get(0));

    Files.copy(CERTIFICATES.get(1).certificate(), rewritten(files.certificate()));
    tracker.http.refresh();
    Files.copy(CERTIFICATES.get(1).key(), rewritten(files.key()));
    tracker.http.refresh();

    try (var socket = connect("TLSv1.3")) {
      assertThat(shown(socket)).isEqualTo("CN=c1");
    }
  }

  private static Path rewritten(Path file) throws IOException {
    Files.delete(file);
    return file;
  }

  @Test
  void filesThatWillNotDoAtStartAreNamed() throws Exception {
    var good = CERTIFICATES.get(0);
    var junk = Files.writeString(data.resolve("junk"), "junk");
    var pkcs1 =
        Files.writeString(
            data.resolve("pkcs1"), Files.readString(good.key()).replace("PRIVATE", "RSA PRIVATE"));

    assertFault(data.resolve("none"), good.key(), "https.certificate", "none", "expected a PEM");
    assertFault(junk, good.key(), "https.certificate", "junk", "BEGIN CERTIFICATE");
    assertFault(good.certificate(), data.resolve("none"), "https.key", "none", "expected a PEM");
    assertFault(good.certificate(), junk, "https.key", "junk has no key", "BEGIN PRIVATE KEY");
    assertFault(good.certificate(), pkcs1, "https.key", "an RSA PRIVATE KEY", "openssl pkcs8");
    assertFault(good.certificate(), CERTIFICATES.get(1).key(), "https.key", "expected an RSA key");
    assertFault(
        good.certificate(), CERTIFICATES.get(3).key(), "https.key", "not the key of the first");
  }

  private void assertFault(Path certificate, Path key, String... words) {
    var set =
        Map.of(
            "https.port", "0",
            "https.certificate", certificate.toString(),
            "https.key", key.toString());
    assertThatThrownBy(() -> new TrackerOnHttp(data, set).close())
        .isInstanceOf(Fault.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void oneFileWithoutTheOtherIsAProblem() {
    assertThatThrownBy(() -> new TrackerOnHttp(data, Map.of("https.key", "k")).close())
        .isInstanceOf(Fault.class)
        .hasMessageContaining("https.certificate and https.key: expected both files or none");
  }

  private static String shown(SSLSocket socket) throws IOException {
    var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  /** Believes any certificate. */
  static SSLContext trusting() throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Gullible()}, new SecureRandom());
    return context;
  }

  private SSLSocket connect(String protocol) throws Exception {
    var socket =
        (SSLSocket)
            trusting()
                .getSocketFactory()
                .createSocket(TrackerOnHttp.LOOPBACK, tracker.http.httpsPort());
    socket.setSoTimeout(10_000);
    socket.setEnabledProtocols(new String[] {protocol});
    socket.startHandshake();
    return socket;
  }

  /** Believes every certificate: which one it is is looked at afterwards. */
  private static final class Gullible extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
