package equilibrium.ingress.udp;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.announce.RequestCounts.End;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.answer.WorkingMemory;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.net.ClusterSecret;
import equilibrium.ingress.net.ListenAddress;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.udp.ReplicatedDatagrams.Trouble;
import equilibrium.platform.Fault;
import equilibrium.platform.drill.Outage;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.DrillKind;
import equilibrium.schemas.event.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Announces and scrapes over UDP (BEP 15, and the replicated-tracker document's layout if that is
 * switched on). One thread reads, parses and answers; a reply to an announce leaves when its event
 * is durable. Sources that have not proved their address by a connection id get nothing larger than
 * what they sent.
 */
public final class UdpTracker implements AutoCloseable {
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  /** How long waiting replies are waited for when the port closes. */
  private static final long DRAIN_NS = 1_000_000_000;

  private static final long LOOK_NS = 5_000_000;

  private final UdpConfig config;
  private final TrackerService tracker;
  private final RequestCounts counts;
  private final ConnectionIds ids;
  private final BulkAnnounce bulk;
  private final DatagramChannel channel;
  private final Receiver receiver;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Outage deaf;
  private volatile boolean closing;

  /** Opens the port; throws a {@link Fault} if it cannot. */
  public UdpTracker(
      ListenAddress listen, UdpConfig config, TrackerService tracker, ClusterSecret secret) {
    this.config = config;
    this.tracker = tracker;
    this.counts = tracker.counts();
    this.ids = new ConnectionIds(secret);
    this.deaf = tracker.core().process().outages().of(DrillKind.DEAF);
    this.bulk = new BulkAnnounce(tracker);
    this.channel = open(listen.host(), listen.port());
    var memory = memory();
    memory.dialects().transports().forEach(counts::serve);
    this.receiver =
        new Receiver("udp", channel, (datagram, from) -> handle(datagram, from, memory));
  }

  private static DatagramChannel open(String host, int port) {
    try {
      var channel = DatagramChannel.open();
      try {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        return channel.bind(new InetSocketAddress(host, port));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new Fault(
          "UDP cannot listen on %s port %d (ingress.port): %s"
              .formatted(host, port, e.getMessage()),
          e);
    }
  }

  /** The port in use, also when any was asked for. */
  public int port() {
    return channel.socket().getLocalPort();
  }

  /** The memory of one more thread that receives. */
  UdpMemory memory() {
    var replies = new WaitingReplies(config.payload(), this::send, waiting);
    var announce = new Announce();
    var wire = new UdpAnnounce(announce, bulk, replies, this::send);
    return new UdpMemory(new Dialects(config), announce, new WorkingMemory(), wire);
  }

  /** Answers a datagram from this port, whichever socket received it. One memory a thread. */
  void handle(ByteBuffer request, InetSocketAddress from, UdpMemory memory) {
    if (isUnheard() || request.remaining() < Dialect.HEADER_BYTES || from.getPort() == 0) {
      counts.count(Transport.UDP, End.IGNORED);
      return;
    }
    long id = request.getLong(Dialect.CONNECTION_ID);
    int action = request.getInt(Dialect.ACTION);
    var address = memory.announce().address();
    Addresses.write(from.getAddress(), address);
    long nowSeconds = tracker.core().process().clock().realMs() / 1000;
    if (action == Dialect.CONNECT) {
      connect(request, from, memory, nowSeconds);
    } else if (action != Dialect.ANNOUNCE && action != Dialect.SCRAPE) {
      counts.count(Transport.UDP, End.IGNORED);
    } else if (!ids.isGood(id, address.bytes(), nowSeconds)) {
      unproven(id, address, nowSeconds);
    } else {
      answer(request, from, memory);
    }
  }

  private boolean isUnheard() {
    return closing || deaf.isOn();
  }

  /**
   * A ban saves the check whether an id was good once, and nothing else: good ids are accepted,
   * even while forged ones come from the same address (docs/operate/limits.md).
   */
  private void unproven(long id, Address address, long nowSeconds) {
    var admission = tracker.core().admission();
    if (admission.isBanned(address)) {
      counts.count(Transport.UDP, End.BANNED);
    } else if (ids.wasGood(id, address.bytes(), nowSeconds)) {
      counts.count(Transport.UDP, End.STALE);
    } else {
      counts.count(Transport.UDP, End.UNPROVEN);
      admission.forged(address);
    }
  }

  /** Counts a datagram that all nodes received and another one answers. */
  void leaveToAnother() {
    counts.count(Transport.UDP, End.ANSWERED_ELSEWHERE);
  }

  private void connect(
      ByteBuffer request, InetSocketAddress from, UdpMemory memory, long nowSeconds) {
    var address = memory.announce().address();
    var dialect = memory.dialects().byMagic(request.getLong(Dialect.CONNECTION_ID));
    int transaction = request.getInt(Dialect.TRANSACTION);
    if (dialect == null) {
      counts.count(Transport.UDP, End.IGNORED);
    } else if (dialect instanceof ReplicatedDatagrams replicated
        && Family.of(address.bytes()) == Family.IPV6) {
      counts.count(Transport.UDP_REPLICATED, End.REFUSED);
      send(replicated.error(transaction, Trouble.IPV4ONLY), from);
    } else if (!tracker.core().admission().mayConnect(address)) {
      counts.count(dialect.transport(), End.LIMITED);
    } else {
      counts.count(dialect.transport(), End.CONNECTED);
      send(Dialect.connected(transaction, ids.give(address.bytes(), nowSeconds, dialect)), from);
    }
  }

  /** Answers what comes with a good connection id. */
  private void answer(ByteBuffer request, InetSocketAddress from, UdpMemory memory) {
    var dialect = memory.dialects().byId(request.getLong(Dialect.CONNECTION_ID));
    if (dialect == null) { // given by a node that speaks it
      counts.count(Transport.UDP, End.UNPROVEN);
      return;
    }
    if (request.getInt(Dialect.ACTION) == Dialect.ANNOUNCE) {
      announce(request, from, dialect, memory);
      return;
    }
    if (!tracker.core().admission().mayScrape(memory.announce().address())) {
      counts.count(dialect.transport(), End.LIMITED);
      return;
    }
    switch (dialect) {
      case Datagrams datagrams -> {
        counts.count(Transport.UDP, End.SCRAPED);
        send(datagrams.scraped(request, tracker.core(), memory.answering().found()), from);
      }
      case ReplicatedDatagrams _ ->
          bulk.announce(request, from, memory, reply -> send(reply, from));
    }
  }

  private void announce(
      ByteBuffer request, InetSocketAddress from, Dialect dialect, UdpMemory memory) {
    int transaction = request.getInt(Dialect.TRANSACTION);
    if (!dialect.isAnnounce(request.remaining())) {
      counts.count(dialect.transport(), End.MALFORMED);
      send(dialect.malformed(transaction), from);
      return;
    }
    var announce = memory.announce();
    dialect.read(request, announce);
    var family = Family.of(announce.address().bytes());
    var wire =
        memory
            .wire()
            .to(from, transaction, family)
            .in(dialect, memory.dialects().form(dialect, family));
    tracker.announce(announce, memory.answering(), wire);
  }

  private void send(ByteBuffer reply, InetSocketAddress to) {
    try {
      channel.send(reply, to);
    } catch (IOException _) {
      // The client has closed its socket, its address cannot be sent to, or we are closing: as if
      // the datagram had been lost.
      counts.count(Transport.UDP, End.UNSENT);
    }
  }

  /** Ignores new requests, sends the replies that wait for their events, and closes. */
  @Override
  public void close() {
    closing = true;
    long deadlineNs = System.nanoTime() + DRAIN_NS;
    while (waiting.get() > 0 && System.nanoTime() - deadlineNs < 0) {
      LockSupport.parkNanos(LOOK_NS);
    }
    receiver.close();
  }
}
