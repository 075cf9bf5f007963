package equilibrium.ingress.udp;

import equilibrium.ingress.net.RareWarning;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that reads datagrams from one socket until it is closed. */
final class Receiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

  /** A longer datagram is cut off; a scrape of 100 torrents fits. */
  private static final int DATAGRAM_BYTES = 2048;

  private static final long JOIN_MS = 1000;

  /** Answers a datagram. One thread makes all calls. */
  @FunctionalInterface
  interface Handler {
    void handle(ByteBuffer datagram, InetSocketAddress from);
  }

  private final DatagramChannel channel;
  private final Handler handler;
  private final RareWarning warning = new RareWarning(LOG, "a datagram could not be handled");
  private final Thread thread;

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
          handler.handle(datagram.flip(), from);
        }
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException | RuntimeException e) { // costs one datagram, not the port
        warning.log(e);
      }
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
