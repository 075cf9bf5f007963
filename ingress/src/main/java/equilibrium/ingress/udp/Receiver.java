package equilibrium.ingress.udp;

import equilibrium.ingress.swarm.Visit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that takes datagrams from one socket until it is closed. */
final class Receiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

  /** What is longer is cut off; the longest that is read whole is a scrape of 100 torrents. */
  private static final int DATAGRAM_BYTES = 2048;

  private static final long BETWEEN_COMPLAINTS_NS = TimeUnit.MINUTES.toNanos(1);
  private static final long JOIN_MS = 1000;

  /** Answers a datagram; all calls are by one thread, with the same visit. */
  @FunctionalInterface
  interface Handler {
    void handle(ByteBuffer datagram, InetSocketAddress from, Visit visit);
  }

  private final DatagramChannel channel;
  private final Handler handler;
  private final Visit visit = new Visit();
  private final Thread thread;
  private long complainedNs = System.nanoTime() - BETWEEN_COMPLAINTS_NS;

  Receiver(String name, DatagramChannel channel, Handler handler) {
    this.channel = channel;
    this.handler = handler;
    this.thread = Thread.ofPlatform().name(name).start(this::run);
  }

  private void run() {
    var datagram = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
    while (channel.isOpen()) {
      try {
        var from = (InetSocketAddress) channel.receive(datagram.clear());
        if (from != null) {
          handler.handle(datagram.flip(), from, visit);
        }
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException | RuntimeException e) { // costs one datagram, and not the port
        complain(e);
      }
    }
  }

  /** Not for each datagram: whoever can send one that fails can send a million. */
  private void complain(Exception e) {
    long now = System.nanoTime();
    if (now - complainedNs >= BETWEEN_COMPLAINTS_NS) {
      complainedNs = now;
      LOG.atWarn().setCause(e).log("a datagram was lost; the next minute's are not told");
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      thread.join(JOIN_MS);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("cause", e.getMessage()).log("a UDP port did not close");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
