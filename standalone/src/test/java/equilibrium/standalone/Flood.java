package equilibrium.standalone;

import static equilibrium.testing.client.UdpRequests.BEP_15;
import static equilibrium.testing.client.UdpRequests.EVENT;

import equilibrium.testing.client.RawHttp;
import equilibrium.testing.client.TrackerClient;
import equilibrium.testing.client.UdpRequests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;

/** Announces of random torrents, as many as one thread can; each returns how many it sent. */
final class Flood {
  private static final int PATIENCE_MS = 1_000;
  private static final byte[] PEER = UdpRequests.twenty('f');

  private final InetSocketAddress tracker;

  Flood(InetSocketAddress tracker) {
    this.tracker = tracker;
  }

  /** From one address after another, as a botnet would; each connects and announces. */
  long udp(long untilNs) {
    var random = new SplittableRandom(3);
    long sent = 0;
    while (System.nanoTime() < untilNs) {
      var from = Loopback.ipv4(0x7f400000 | random.nextInt(1 << 16));
      try (var client = new TrackerClient(tracker, from).udp()) {
        client.send(UdpRequests.connect(BEP_15, 3));
        long id = client.receive(PATIENCE_MS).getLong(8);
        for (int i = 0; i < 2_000 && System.nanoTime() < untilNs; i++) {
          byte[] hash = new byte[20];
          random.nextBytes(hash);
          client.send(UdpRequests.announce(id, hash, PEER).putInt(EVENT, 2));
          sent++;
        }
      } catch (IOException _) {
        // a flooder does not mind
      }
    }
    return sent;
  }

  long http(long untilNs) {
    var random = new SplittableRandom(4);
    long sent = 0;
    while (System.nanoTime() < untilNs) {
      var from = Loopback.ipv4(0x7f500000 | random.nextInt(1 << 16));
      try (var socket = new TrackerClient(tracker, from).connect()) {
        socket.setSoTimeout(PATIENCE_MS);
        var target =
            "/announce?info_hash=%020d&peer_id=%020d&port=7000&left=9"
                .formatted(random.nextLong(Long.MAX_VALUE), random.nextLong(Long.MAX_VALUE));
        RawHttp.write(socket, RawHttp.request("GET", target, "1.0", "Host: t"));
        RawHttp.readAll(socket);
        sent++;
      } catch (IOException _) {
        // a flooder does not mind
      }
    }
    return sent;
  }
}
