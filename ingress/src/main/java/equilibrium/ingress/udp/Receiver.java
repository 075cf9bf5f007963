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

/** A thread that reads datagrams from one socket until it is closed. */
final class Receiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

  /** A longer datagram is cut off; a scrape of 100 torrents fits. */
  private static final int DATAGRAM_BYTES = 2048;

  private static final long BETWEEN_LOGS_NS = TimeUnit.MINUTES.toNanos(1);
  private static final long JOIN_MS = 1000;

  /** Answers a datagram. One thread makes all calls, with the same visit. */
  @FunctionalInterface
  interface Handler {
    void handle(ByteBuffer datagram, InetSocketAddress from, Visit visit);
  }

  private final DatagramChannel channel;
  private final Handler handler;
  private final Visit visit = new Visit();
  private final Thread thread;
  private long loggedNs = System.nanoTime() - BETWEEN_LOGS_NS;

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
      } catch (IOException | RuntimeException e) { // costs one datagram, not the port
        logOnceAMinute(e);
      }
    }
  }

  /** Not for each datagram: a sender of one that fails can send a million. */
  private void logOnceAMinute(Exception e) {
    long now = System.nanoTime();
    if (now - loggedNs >= BETWEEN_LOGS_NS) {
      loggedNs = now;
      LOG.atWarn()
          .setCause(e)
          .log("a datagram could not be handled; others are not logged for a minute");
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
