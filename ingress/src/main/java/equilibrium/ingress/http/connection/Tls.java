package equilibrium.ingress.http.connection;

import equilibrium.ingress.http.connection.ConnectionConfig.Https;
import equilibrium.platform.Fault;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.ssl.SslConnection;

/**
 * TLS 1.2 and 1.3 with a certificate that may be replaced while the tracker runs. A replacement is
 * a new TLS context: no handshake can see the old certificate with the new key, and no session of
 * the old key is resumed. Open connections stay open.
 */
public final class Tls {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final OptionMap PROTOCOLS =
      OptionMap.create(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"));

  private final Https files;
  private final UndertowXnioSsl ssl;
  private List<Object> stamp;
  private volatile Instant until;

  /** Reads the files; throws a {@link Fault} if they cannot be used. */
  public Tls(Https files, Xnio xnio, ByteBufferPool buffers) {
    this.files = files;
    this.stamp = stamp();
    var certificate = Certificate.read(files);
    this.until = certificate.until();
    this.ssl = new UndertowXnioSsl(xnio, PROTOCOLS, buffers, certificate.context());
  }

  /** Shows when the certificate in force expires, so that an alert can come before. */
  public void register(MeterRegistry metrics) {
    Gauge.builder("equilibrium_certificate_expires_timestamp_seconds", () -> until.getEpochSecond())
        .description("When the certificate of HTTPS expires, in seconds since 1970")
        .register(metrics);
  }

  /** The connection through TLS. The handshake begins with the first read. */
  SslConnection wrap(StreamConnection plain) {
    var connection = ssl.wrapExistingConnection(plain, PROTOCOLS);
    UndertowXnioSsl.getSslEngine(connection).setUseClientMode(false);
    return connection;
  }

  /** Reads the files again if they changed. Bad files change nothing. One thread calls. */
  public void refresh() {
    var now = stamp();
    if (now.equals(stamp)) {
      return;
    }
    stamp = now;
    try {
      var certificate = Certificate.read(files);
      ssl.updateSSLContext(certificate.context());
      until = certificate.until();
      LOG.atInfo()
          .addKeyValue("file", files.certificate())
          .addKeyValue("until", certificate.until())
          .log("certificate reloaded");
    } catch (Fault e) {
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("certificate not reloaded, keeping the previous one: mend the files");
    }
  }

  /** A value that changes when a file is written or a link to it is replaced. */
  private List<Object> stamp() {
    return List.of(stamp(files.certificate()), stamp(files.key()));
  }

  private static List<@Nullable Object> stamp(Path file) {
    try {
      var found = Files.readAttributes(file, BasicFileAttributes.class);
      var key = found.fileKey();
      return List.of(found.lastModifiedTime(), found.size(), key == null ? "" : key);
    } catch (IOException _) {
      return List.of("missing");
    }
  }
}
