package equilibrium.bench.load;

import equilibrium.platform.Fault;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Announces over UDP (BEP 15), from one socket for each source address. */
record UdpLoad(Row row, Target target, Population population, Sequence sequence) implements Load {
  private static final long MAGIC = 0x41727101980L;
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);
  private static final int DATAGRAM_BYTES = 2_048;
  private static final int SLOT_BITS = 12;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
  private static final int TRIES = 20;
  private static final int TRY_MS = 100;

  @Override
  public void send(Run run) {
    try (var linux = new Linux()) {
      var loop = new Loop(linux, run, row.inFlight(), PATIENCE_NS);
      var wire = new Sockets(linux, loop, run.tally());
      try {
        wire.connectAll();
        loop.run(wire);
      } finally {
        wire.closeAll();
      }
    }
  }

  /** The sockets of one run. */
  private final class Sockets implements Loop.Wire {
    private final RequestWriter writer = new RequestWriter(population, target.path(), false);
    private final UdpReply reply = new UdpReply();
    private final Linux linux;
    private final Loop loop;
    private final Tally tally;
    private final MemorySegment datagram;
    private final ByteBuffer datagramBytes;
    private final MemorySegment received;
    private final byte[] receivedBytes = new byte[DATAGRAM_BYTES];
    private final int[] sockets = new int[Population.ADDRESSES];
    private final int[] outstanding = new int[Population.ADDRESSES];
    private final long[] ids = new long[Population.ADDRESSES];
    private final boolean[] hasId = new boolean[Population.ADDRESSES];
    private final int[] peers = new int[row.inFlight()];
    private final int[] transactions = new int[row.inFlight()];
    private final boolean[] connects = new boolean[row.inFlight()];
    private int turn = 1;

    Sockets(Linux linux, Loop loop, Tally tally) {
      this.linux = linux;
      this.loop = loop;
      this.tally = tally;
      datagram = linux.allocate(DATAGRAM_BYTES);
      datagramBytes = datagram.asByteBuffer();
      received = linux.allocate(DATAGRAM_BYTES);
      var tracker = linux.address(target.ipv4(), target.address().getPort());
      for (int i = 0; i < sockets.length; i++) {
        sockets[i] = linux.udp();
        if ((target.ownSources() && linux.bind(sockets[i], linux.address(Target.source(i), 0)) < 0)
            || linux.connect(sockets[i], tracker) < 0) {
          throw new Fault("no UDP socket from source %d to %s".formatted(i, target.address()));
        }
        linux.watch(sockets[i], Linux.READABLE, i);
      }
    }

    /** Gets a connection id for each socket. */
    void connectAll() {
      int missing = sockets.length;
      for (int attempt = 0; attempt < TRIES && missing > 0; attempt++) {
        for (int i = 0; i < sockets.length; i++) {
          if (!hasId[i]) {
            sendConnect(i, i);
          }
        }
        int events;
        while (missing > 0 && (events = linux.await(TRY_MS)) > 0) {
          for (int e = 0; e < events; e++) {
            missing -= takeId(linux.key(e)) ? 1 : 0;
          }
        }
      }
      if (missing > 0) {
        throw new Fault(
            "%s answers no connect over UDP, or not all: %d of %d are missing"
                .formatted(target.address(), missing, sockets.length));
      }
    }

    private boolean takeId(int socket) {
      if (receive(socket) && reply.isConnect() && !hasId[socket]) {
        hasId[socket] = true;
        ids[socket] = reply.connectionId();
        return true;
      }
      return false;
    }

    private int sendConnect(int socket, int transaction) {
      datagramBytes.clear().putLong(MAGIC).putInt(UdpReply.CONNECT).putInt(transaction);
      return linux.send(sockets[socket], datagram, datagramBytes.position());
    }

    private int sendAnnounce(int slot, long id) {
      int peer = peers[slot];
      datagramBytes.clear();
      writer.udp(peer, sequence.isStarting(peer), transactions[slot], datagramBytes, id);
      return linux.send(sockets[peer % Population.ADDRESSES], datagram, datagramBytes.position());
    }

    @Override
    public void send(int slot) {
      int peer = sequence.next();
      int socket = peer % Population.ADDRESSES;
      peers[slot] = peer;
      transactions[slot] = (turn++ << SLOT_BITS) | slot;
      connects[slot] = row.transport() == Transport.UDP_CONNECT;
      int sent =
          connects[slot]
              ? sendConnect(socket, transactions[slot])
              : sendAnnounce(slot, ids[socket]);
      outstanding[socket]++;
      if (sent < 0) {
        lose(slot);
      }
    }

    @Override
    public void ready(int socket, int kinds) {
      do {
        if (!receive(socket)) {
          return;
        }
        take(socket);
      } while (outstanding[socket] > 0);
    }

    private boolean receive(int socket) {
      int length = linux.receive(sockets[socket], received, DATAGRAM_BYTES);
      if (length <= 0) {
        return false;
      }
      MemorySegment.copy(received, ValueLayout.JAVA_BYTE, 0, receivedBytes, 0, length);
      return reply.read(receivedBytes, length);
    }

    /** Replies that come after their announce was given up have another number. */
    private void take(int socket) {
      int slot = reply.transaction() & SLOT_MASK;
      if (slot >= transactions.length
          || transactions[slot] != reply.transaction()
          || peers[slot] % Population.ADDRESSES != socket) {
        return;
      }
      if (connects[slot] && reply.isConnect()) {
        connects[slot] = false;
        transactions[slot] = (turn++ << SLOT_BITS) | slot;
        if (sendAnnounce(slot, reply.connectionId()) < 0) {
          lose(slot);
        }
        return;
      }
      var content = reply.content();
      if (content != Content.LISTED && content != Content.UNRECORDED) {
        tally.show(receivedBytes, reply.length());
      }
      free(slot);
      loop.answered(slot, content, reply.peers(), population.hasCompany(peers[slot]));
    }

    private void lose(int slot) {
      free(slot);
      loop.lost(slot);
    }

    @Override
    public void abandon(int slot) {
      free(slot);
    }

    private void free(int slot) {
      outstanding[peers[slot] % Population.ADDRESSES]--;
      transactions[slot] = -1;
    }

    void closeAll() {
      for (int socket : sockets) {
        linux.close(socket);
      }
    }
  }
}
