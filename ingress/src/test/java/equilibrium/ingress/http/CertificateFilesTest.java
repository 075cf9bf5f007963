package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators put in the files of certificate and key. */
class CertificateFilesTest {
  @TempDir private Path data;

  @AutoClose
  @SuppressWarnings("NullAway.Init") // opened by each test as it needs it
  private TrackerOnHttps tracker;

  @Test
  void filesThatWillNotDoLaterChangeNothing() throws Exception {
    tracker = new TrackerOnHttps();

    Files.writeString(tracker.files.certificate(), "half a certif");
    tracker.refresh();
    Files.delete(tracker.files.key());
    tracker.refresh();

    try (var socket = tracker.connect("TLSv1.3")) {
      assertThat(TrackerOnHttps.shown(socket)).isEqualTo("CN=c0");
    }
  }

  /** As when the certificate's file is written before the key's. */
  @Test
  void aCertificateWhoseKeyComesLaterIsShownThen() throws Exception {
    tracker = new TrackerOnHttps();

    Files.copy(
        TrackerOnHttps.CERTIFICATES.get(1).certificate(), rewritten(tracker.files.certificate()));
    tracker.refresh();
    Files.copy(TrackerOnHttps.CERTIFICATES.get(1).key(), rewritten(tracker.files.key()));
    tracker.refresh();

    try (var socket = tracker.connect("TLSv1.3")) {
      assertThat(TrackerOnHttps.shown(socket)).isEqualTo("CN=c1");
    }
  }

  @Test
  void aMetricSaysWhenTheCertificateInForceExpires() throws Exception {
    tracker = new TrackerOnHttps();
    var before = expires();

    TrackerOnHttps.CERTIFICATES.getLast().replace(tracker.files);
    tracker.refresh();

    assertThat(before).isEqualTo(notAfter(TrackerOnHttps.CERTIFICATES.getFirst()));
    assertThat(expires()).isEqualTo(notAfter(TrackerOnHttps.CERTIFICATES.getLast()));
  }

  private Instant expires() {
    var gauge = tracker.plain.metrics.get("equilibrium_certificate_expires_timestamp_seconds");
    return Instant.ofEpochSecond((long) gauge.gauge().value());
  }

  private static Instant notAfter(PemFiles files) throws Exception {
    try (var pem = Files.newInputStream(files.certificate())) {
      var read = CertificateFactory.getInstance("X.509").generateCertificate(pem);
      return ((X509Certificate) read).getNotAfter().toInstant();
    }
  }

  private static Path rewritten(Path file) throws IOException {
    Files.delete(file);
    return file;
  }

  @Test
  void filesThatWillNotDoAtStartAreNamed() throws Exception {
    var good = TrackerOnHttps.CERTIFICATES.get(0);
    var junk = Files.writeString(data.resolve("junk"), "junk");
    var pkcs1 =
        Files.writeString(
            data.resolve("pkcs1"), Files.readString(good.key()).replace("PRIVATE", "RSA PRIVATE"));

    assertFault(data.resolve("none"), good.key(), "https.certificate", "none", "expected a PEM");
    assertFault(junk, good.key(), "https.certificate", "junk", "BEGIN CERTIFICATE");
    assertFault(good.certificate(), data.resolve("none"), "https.key", "none", "expected a PEM");
    assertFault(good.certificate(), junk, "https.key", "junk has no key", "BEGIN PRIVATE KEY");
    assertFault(good.certificate(), pkcs1, "https.key", "an RSA PRIVATE KEY", "openssl pkcs8");
    assertFault(
        good.certificate(),
        TrackerOnHttps.CERTIFICATES.get(1).key(),
        "https.key",
        "expected an RSA key");
    assertFault(
        good.certificate(),
        TrackerOnHttps.CERTIFICATES.get(3).key(),
        "https.key",
        "not the key of the first");
  }

  private void assertFault(Path certificate, Path key, String... words) {
    var set =
        Map.of(
            "https.port", "0",
            "https.certificate", certificate.toString(),
            "https.key", key.toString());
    assertThatThrownBy(() -> new TrackerOnHttp(set).close())
        .isInstanceOf(Fault.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void oneFileWithoutTheOtherIsAProblem() {
    assertThatThrownBy(() -> new TrackerOnHttp(Map.of("https.key", "k")).close())
        .isInstanceOf(Fault.class)
        .hasMessageContaining("https.certificate and https.key: expected both files or none");
  }
}
