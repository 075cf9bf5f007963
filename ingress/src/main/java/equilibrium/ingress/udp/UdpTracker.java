package equilibrium.ingress.udp;

import equilibrium.ingress.Addresses;
import equilibrium.ingress.Announce.Source;
import equilibrium.ingress.Announcer;
import equilibrium.ingress.ClusterSecret;
import equilibrium.ingress.Counts;
import equilibrium.ingress.Counts.End;
import equilibrium.ingress.IngressConfig;
import equilibrium.ingress.Outcome.Early;
import equilibrium.ingress.Outcome.Farewell;
import equilibrium.ingress.Outcome.Heard;
import equilibrium.ingress.Outcome.Limited;
import equilibrium.ingress.Outcome.Refused;
import equilibrium.ingress.Outcome.Unentered;
import equilibrium.ingress.Recorder;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.Visit;
import equilibrium.platform.Fault;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces and scrapes over UDP (BEP 15). One thread reads, parses and answers; a reply to an
 * announce leaves when its event is durable. Sources that have not proved their address by a
 * connection id get nothing larger than what they sent.
 */
public final class UdpTracker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UdpTracker.class);
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  private final IngressConfig config;
  private final Announcer announcer;
  private final Recorder recorder;
  private final Counts counts;
  private final ConnectionIds ids;
  private final DatagramChannel channel;
  private final Thread thread;
  private final Visit visit = new Visit();

  /** Opens the port; throws a {@link Fault} if it cannot. */
  public UdpTracker(IngressConfig config, Services services, int port, ClusterSecret secret) {
    this.config = config;
    this.announcer = services.announcer();
    this.recorder = services.recorder();
    this.counts = services.counts();
    this.ids = new ConnectionIds(secret);
    this.channel = open(config.host(), port);
    this.thread = Thread.ofPlatform().name("udp").start(this::run);
  }

  /** What an announce needs. */
  public record Services(Announcer announcer, Recorder recorder, Counts counts) {}

  private static DatagramChannel open(String host, int port) {
    try {
      var channel = DatagramChannel.open();
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      return channel.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new Fault(
          "UDP cannot listen on %s port %d (ingress.port): %s"
              .formatted(host, port, e.getMessage()),
          e);
    }
  }

  private void run() {
    var datagram = ByteBuffer.allocateDirect(2048);
    while (channel.isOpen()) {
      try {
        var from = (InetSocketAddress) channel.receive(datagram.clear());
        if (from != null) {
          handle(datagram.flip(), from);
        }
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("cause", e.getMessage()).log("a datagram was lost");
      }
    }
  }

  private void handle(ByteBuffer request, InetSocketAddress from) throws IOException {
    if (request.remaining() < Datagrams.CONNECT_BYTES) {
      counts.count(Transport.UDP, End.IGNORED);
      return;
    }
    long id = request.getLong(Datagrams.CONNECTION_ID);
    int action = request.getInt(Datagrams.ACTION);
    var address = Addresses.of(from.getAddress());
    long nowSeconds = System.currentTimeMillis() / 1000;
    if (action == Datagrams.CONNECT) {
      connect(request, from, address, nowSeconds);
    } else if (action != Datagrams.ANNOUNCE && action != Datagrams.SCRAPE) {
      counts.count(Transport.UDP, End.IGNORED);
    } else if (!ids.isGood(id, address.bytes(), nowSeconds)) {
      unproven(id, address, nowSeconds);
    } else if (action == Datagrams.ANNOUNCE) {
      announce(request, from, address);
    } else {
      scrape(request, from, address);
    }
  }

  /**
   * A ban spares us to look closer, and nothing else: ids that are good are honoured whoever sends
   * forged ones under the same address (README, "Admission and limits").
   */
  private void unproven(long id, Address address, long nowSeconds) {
    var admission = announcer.admission();
    if (admission.isBanned(address)) {
      counts.count(Transport.UDP, End.BANNED);
    } else if (ids.wasGood(id, address.bytes(), nowSeconds)) {
      counts.count(Transport.UDP, End.STALE);
    } else {
      counts.count(Transport.UDP, End.UNPROVEN);
      admission.forged(address);
    }
  }

  private void connect(ByteBuffer request, InetSocketAddress from, Address address, long nowSeconds)
      throws IOException {
    if (request.getLong(Datagrams.CONNECTION_ID) != Datagrams.MAGIC) {
      counts.count(Transport.UDP, End.IGNORED);
      return;
    }
    if (!announcer.admission().mayConnect(address)) {
      counts.count(Transport.UDP, End.LIMITED);
      return;
    }
    counts.count(Transport.UDP, End.CONNECTED);
    int transaction = request.getInt(Datagrams.TRANSACTION);
    channel.send(Datagrams.connected(transaction, ids.give(address.bytes(), nowSeconds)), from);
  }

  private void announce(ByteBuffer request, InetSocketAddress from, Address address)
      throws IOException {
    int transaction = request.getInt(Datagrams.TRANSACTION);
    if (request.remaining() < Datagrams.ANNOUNCE_BYTES) {
      counts.count(Transport.UDP, End.MALFORMED);
      channel.send(Datagrams.error(transaction, "an announce has at least 98 bytes"), from);
      return;
    }
    var announce = Datagrams.announce(request, new Source(address, Transport.UDP, false));
    var family = from.getAddress().getAddress().length == 4 ? Family.IPV4 : Family.IPV6;
    visit.bothFamilies = false;
    visit.mostPeers =
        Math.min(
            Math.min(config.most(), PeerList.MOST),
            (config.udpPayload() - Datagrams.ANNOUNCED_BYTES) / family.endpointBytes());
    switch (announcer.announce(announce, visit)) {
      case Heard heard -> {
        counts.count(Transport.UDP, End.HEARD);
        var reply = Datagrams.announced(transaction, heard.waits(), visit);
        recorder.record(
            heard, recorded -> send(recorded ? reply : Datagrams.unrecorded(reply), from));
      }
      case Farewell(var waits) -> {
        counts.count(Transport.UDP, End.FAREWELL);
        channel.send(Datagrams.announced(transaction, waits, visit), from);
      }
      case Early(var waits) -> {
        counts.count(Transport.UDP, End.EARLY);
        channel.send(Datagrams.announced(transaction, waits, visit), from);
      }
      case Unentered(var waits) -> {
        counts.count(Transport.UDP, End.UNENTERED);
        channel.send(Datagrams.unrecorded(Datagrams.announced(transaction, waits, visit)), from);
      }
      case Limited() -> counts.count(Transport.UDP, End.LIMITED); // BEP 15 clients come back slower
      case Refused(String reason) -> {
        counts.count(Transport.UDP, End.REFUSED);
        channel.send(Datagrams.error(transaction, reason), from);
      }
    }
  }

  private void scrape(ByteBuffer request, InetSocketAddress from, Address address)
      throws IOException {
    if (!announcer.admission().mayScrape(address)) {
      counts.count(Transport.UDP, End.LIMITED);
      return;
    }
    counts.count(Transport.UDP, End.SCRAPED);
    channel.send(Datagrams.scraped(request, announcer, visit), from);
  }

  private void send(ByteBuffer reply, InetSocketAddress to) {
    try {
      channel.send(reply, to);
    } catch (IOException _) {
      // The client is gone, or we are closing: as if the datagram had been lost on its way.
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      thread.join(1000);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("cause", e.getMessage()).log("the UDP port did not close");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
