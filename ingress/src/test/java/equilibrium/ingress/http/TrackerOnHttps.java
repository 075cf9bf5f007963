package equilibrium.ingress.http;

import equilibrium.testing.Folder;
import equilibrium.testing.client.TrackerClient;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The HTTPS side on real sockets of the loopback, with a certificate that can be replaced. */
final class TrackerOnHttps implements AutoCloseable {
  /** Four, named c0 to c3; the keys of the first and last are RSA, the others EC. */
  static final List<PemFiles> CERTIFICATES =
      Stream.of("c0", "c1", "c2", "c3").map(PemFiles::forTests).toList();

  /** The same tracker over HTTP. */
  final TrackerOnHttp plain;

  /** What the tracker reads. */
  final PemFiles files;

  private final Folder folder = Folder.temporary();

  /** Starts with the first certificate. */
  TrackerOnHttps() throws IOException {
    this(CERTIFICATES.getFirst());
  }

  /** Copies of this certificate and key are what it reads first. */
  TrackerOnHttps(PemFiles certificate) throws IOException {
    files = PemFiles.in(folder.path(), "tracker");
    certificate.replace(files);
    plain =
        new TrackerOnHttp(
            Map.of(
                "https.port", "0",
                "https.certificate", files.certificate().toString(),
                "https.key", files.key().toString()));
  }

  /** Reads the files again. */
  void refresh() {
    plain.http.refresh();
  }

  SSLSocket connect(String protocol) throws Exception {
    var socket =
        (SSLSocket)
            trusting().getSocketFactory().createSocket(TrackerClient.IPV4, plain.http.httpsPort());
    socket.setSoTimeout(10_000);
    socket.setEnabledProtocols(new String[] {protocol});
    socket.startHandshake();
    return socket;
  }

  /** The name in the certificate that the tracker has shown. */
  static String shown(SSLSocket socket) throws IOException {
    var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  /** Accepts any certificate. */
  static SSLContext trusting() throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
    return context;
  }

  @Override
  public void close() throws IOException {
    plain.close();
    folder.close();
  }

  /** Accepts every certificate; tests compare the names afterwards. */
  private static final class TrustsAll extends X509ExtendedTrustManager {
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
