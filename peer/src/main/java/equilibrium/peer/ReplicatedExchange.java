package equilibrium.peer;

import equilibrium.peer.ReplicatedPackets.Identity;
import equilibrium.peer.ReplicatedPackets.Reply;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Questions to one tracker, or to a multicast group of trackers, over one socket. A question is
 * sent up to four times, each time with twice the patience (BEP 15). A group is in this network and
 * its members replace each other within seconds, so it is asked up to 16 times, every second. Of
 * several answers to a multicast the first good one counts; the trackers that answer within 500 ms
 * are counted. Whatever is no good answer is ignored.
 */
final class ReplicatedExchange implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int TRIES = 4;
  private static final int GROUP_TRIES = 16;
  private static final long GROUP_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long ID_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long COUNT_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** A request for a connection id and a transaction. */
  private interface Request {
    ByteBuffer with(long id, int transaction);
  }

  private final DatagramSocket socket;
  private final InetSocketAddress tracker;
  private final Duration patience;
  private final Consumer<Event> events;
  private long id;
  private long idNs;
  private boolean connected;
  private long ignored;

  /**
   * Whom it asks, and from where.
   *
   * @param from address of this machine
   * @param network interface for a multicast; null: the system's choice
   */
  record Target(URI tracker, InetAddress from, @Nullable String network) {}

  /**
   * Opens the socket.
   *
   * @param patience with the first of four tries
   */
  ReplicatedExchange(Target target, Duration patience, Consumer<Event> events) {
    this.patience = patience;
    this.events = events;
    var uri = target.tracker();
    tracker = new InetSocketAddress(uri.getHost(), uri.getPort());
    if (tracker.isUnresolved() || uri.getPort() <= 0) {
      throw new PeerFault("%s needs a known host and a port".formatted(uri));
    }
    try {
      socket = new DatagramSocket(new InetSocketAddress(target.from(), 0));
      socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1); // this network alone
      if (target.network() != null) {
        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, named(target.network()));
      }
    } catch (IOException e) {
      throw new PeerFault("%s cannot be asked: %s".formatted(uri, e), e);
    }
  }

  private static NetworkInterface named(String name) throws IOException {
    var network = NetworkInterface.getByName(name);
    if (network == null) {
      throw new PeerFault("--interface is %s, which this machine does not have".formatted(name));
    }
    return network;
  }

  Reply announce(byte[] infoHash, int event, Identity peer) throws IOException {
    return ask(
        ReplicatedPackets.ANNOUNCE,
        (id, transaction) -> ReplicatedPackets.announce(id, transaction, infoHash, event, peer));
  }

  /** Says that these contents are there, at most 24. */
  Reply scrape(List<byte[]> infoHashes) throws IOException {
    return ask(
        ReplicatedPackets.SCRAPE,
        (id, transaction) -> ReplicatedPackets.scrape(id, transaction, infoHashes));
  }

  /** Datagrams that were no good answer. */
  long ignored() {
    return ignored;
  }

  private Reply ask(int action, Request request) throws IOException {
    boolean group = tracker.getAddress().isMulticastAddress();
    int tries = group ? GROUP_TRIES : TRIES;
    // The same in all tries, so that a late answer counts too.
    int connecting = ThreadLocalRandom.current().nextInt();
    int asking = ThreadLocalRandom.current().nextInt();
    for (int n = 0; n < tries; n++) {
      long untilNs = System.nanoTime() + (group ? GROUP_NS : patience.toNanos() << n);
      if (!connected || System.nanoTime() - idNs > ID_NS) {
        connected = false;
        var reply =
            once(
                ReplicatedPackets.CONNECT,
                connecting,
                (_, transaction) -> ReplicatedPackets.connect(transaction),
                untilNs);
        if (reply instanceof Reply.Refused) {
          return reply;
        }
        if (reply instanceof Reply.Connected(long given)) {
          id = given;
          idNs = System.nanoTime();
          connected = true;
        }
      }
      if (connected) {
        var reply = once(action, asking, request, untilNs);
        if (reply != null) {
          return reply;
        }
        connected = false; // the id may be why nobody answers
      }
    }
    throw new SocketTimeoutException("no answer to %d requests".formatted(tries));
  }

  /** Sends once; null if no good answer comes in time. */
  private @Nullable Reply once(int action, int transaction, Request request, long untilNs)
      throws IOException {
    var packet = request.with(id, transaction);
    byte[] bytes = new byte[packet.remaining()];
    packet.get(bytes);
    socket.send(new DatagramPacket(bytes, bytes.length, tracker));
    var answer = await(action, transaction, untilNs);
    if (answer != null && tracker.getAddress().isMulticastAddress()) {
      var trackers = new HashSet<>(Set.of(answer.from()));
      long countUntilNs = System.nanoTime() + COUNT_NS;
      for (Answer more; (more = await(action, transaction, countUntilNs)) != null; ) {
        trackers.add(more.from());
      }
      events.accept(new Event.Answered(answer.from(), trackers.size()));
    }
    return answer == null ? null : answer.reply();
  }

  private record Answer(Reply reply, String from) {}

  private @Nullable Answer await(int action, int transaction, long untilNs) throws IOException {
    byte[] buffer = new byte[ReplicatedPackets.BUFFER];
    for (long left; (left = untilNs - System.nanoTime()) > 0; ) {
      socket.setSoTimeout((int) (1 + TimeUnit.NANOSECONDS.toMillis(left)));
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException _) {
        return null;
      }
      var from = (InetSocketAddress) packet.getSocketAddress();
      boolean expected = tracker.getAddress().isMulticastAddress() || from.equals(tracker);
      var reply =
          ReplicatedPackets.reply(
              ByteBuffer.wrap(buffer, 0, packet.getLength()), action, transaction);
      if (expected && reply != null) {
        return new Answer(reply, from.getAddress().getHostAddress() + ":" + from.getPort());
      }
      ignored++;
    }
    return null;
  }

  @Override
  public void close() {
    socket.close();
  }
}
