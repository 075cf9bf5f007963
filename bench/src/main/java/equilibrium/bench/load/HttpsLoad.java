package equilibrium.bench.load;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Announces over HTTPS, with a connection and a full handshake for each. Every announce in flight
 * has a thread of its own. Java's TLS costs the sender more than all the rest.
 */
final class HttpsLoad implements Load {
  private static final int PATIENCE_MS = 5_000;
  private static final int REPLY_BYTES = 4_096;
  private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(100);

  private final Row row;
  private final Target target;
  private final Population population;
  private final Sequence sequence;
  private final SSLSocketFactory sockets;

  HttpsLoad(Row row, Target target, Population population, Sequence sequence) {
    this.row = row;
    this.target = target;
    this.population = population;
    this.sequence = sequence;
    sockets = sockets();
  }

  private static SSLSocketFactory sockets() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyCertificate()}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The tracker's certificate is nobody's concern here: what it costs is measured. */
  private static final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String algorithm) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String algorithm) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Override
  public void send(Run run) {
    if (target.httpsPort() == 0) {
      throw new Fault("%s has no HTTPS port".formatted(target.address()));
    }
    var threads = new Thread[row.inFlight()];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = Thread.ofPlatform().name("https-" + i).start(() -> new Sender(run).send());
    }
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** One announce at a time. */
  private final class Sender {
    private final RequestWriter writer = new RequestWriter(population, target.path(), false);
    private final HttpReply reply = new HttpReply();
    private final ByteBuffer request = ByteBuffer.allocate(RequestWriter.MOST_BYTES);
    private final byte[] bytes = new byte[REPLY_BYTES];
    private final Run run;
    private int peer;

    Sender(Run run) {
      this.run = run;
    }

    void send() {
      while (true) {
        long dueNs;
        synchronized (run) {
          long nowNs = System.nanoTime();
          boolean goesOn = run.goesOn(nowNs) || (run.isBehind() && run.isPatient(nowNs));
          if (!goesOn) {
            return;
          }
          dueNs = run.take(nowNs);
          if (dueNs != -1) {
            peer = sequence.next();
            request.clear();
            writer.http(peer, sequence.isStarting(peer), request);
          }
        }
        if (dueNs == -1) {
          LockSupport.parkNanos(PAUSE_NS);
        } else {
          count(exchange(), dueNs);
        }
      }
    }

    private void count(int length, long dueNs) {
      long latencyNs = System.nanoTime() - dueNs;
      synchronized (run) {
        if (length <= 0) {
          run.tally().lost(1);
          return;
        }
        var content = reply.read(bytes, length, true);
        if (content != Content.LISTED && content != Content.UNRECORDED) {
          run.tally().show(bytes, length);
        }
        run.tally().reply(content, reply.peers(), population.hasCompany(peer), latencyNs);
      }
    }

    /** Returns the length of the response; 0: there was none. */
    @SuppressWarnings("ByteBufferBackingArray") // made by allocate
    private int exchange() {
      try (var plain = new Socket()) {
        if (target.ownSources()) {
          plain.setReuseAddress(true);
          plain.bind(new InetSocketAddress(source(), 0));
        }
        plain.setSoTimeout(PATIENCE_MS);
        plain.connect(
            new InetSocketAddress(target.address().getAddress(), target.httpsPort()), PATIENCE_MS);
        var host = target.address().getAddress().getHostAddress();
        try (var socket = (SSLSocket) sockets.createSocket(plain, host, target.httpsPort(), true)) {
          socket.getOutputStream().write(request.array(), 0, request.position());
          int length = socket.getInputStream().readNBytes(bytes, 0, bytes.length);
          socket.getSession().invalidate(); // the next client has never been here
          return length;
        }
      } catch (IOException _) {
        return 0;
      }
    }

    private InetAddress source() throws IOException {
      int source = Target.source(peer % Population.ADDRESSES);
      return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(source).array());
    }
  }
}
