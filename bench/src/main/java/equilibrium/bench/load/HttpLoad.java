package equilibrium.bench.load;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Announces over HTTP, with a connection for each announce or with connections that stay open. */
record HttpLoad(Row row, Target target, Population population, Sequence sequence) implements Load {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);
  private static final int REPLY_BYTES = 4_096;
  private static final int NONE = -1;

  @Override
  public void send(Run run) {
    try (var linux = new Linux()) {
      var loop = new Loop(linux, run, row.inFlight(), PATIENCE_NS);
      var wire = new Connections(linux, loop, run.tally());
      try {
        loop.run(wire);
      } finally {
        wire.closeAll();
      }
    }
  }

  /** The connections of one run, one for each slot. */
  private final class Connections implements Loop.Wire {
    private final boolean keepsAlive = row.transport() == Transport.KEEP_ALIVE;
    private final RequestWriter writer = new RequestWriter(population, target.path(), keepsAlive);
    private final HttpReply reply = new HttpReply();
    private final Linux linux;
    private final Loop loop;
    private final Tally tally;
    private final MemorySegment tracker;
    private final MemorySegment[] sources = new MemorySegment[Population.ADDRESSES];
    private final MemorySegment request;
    private final ByteBuffer requestBytes;
    private final MemorySegment[] replies;
    private final byte[] replyBytes = new byte[REPLY_BYTES];
    private final int[] sockets;
    private final int[] peers;
    private final int[] received;
    private final boolean[] connecting;

    Connections(Linux linux, Loop loop, Tally tally) {
      this.linux = linux;
      this.loop = loop;
      this.tally = tally;
      tracker = linux.address(target.ipv4(), target.address().getPort());
      for (int i = 0; i < sources.length; i++) {
        sources[i] = linux.address(Target.source(i), 0);
      }
      request = linux.allocate(RequestWriter.MOST_BYTES);
      requestBytes = request.asByteBuffer();
      int slots = row.inFlight();
      replies = new MemorySegment[slots];
      for (int i = 0; i < slots; i++) {
        replies[i] = linux.allocate(REPLY_BYTES);
      }
      sockets = new int[slots];
      Arrays.fill(sockets, NONE);
      peers = new int[slots];
      received = new int[slots];
      connecting = new boolean[slots];
    }

    @Override
    public void send(int slot) {
      int peer = keepsAlive ? sequence.nextOf(slot % Population.ADDRESSES) : sequence.next();
      peers[slot] = peer;
      received[slot] = 0;
      if (sockets[slot] == NONE && !connect(slot, peer % Population.ADDRESSES)) {
        fail(slot);
        return;
      }
      request(slot);
    }

    private boolean connect(int slot, int source) {
      int socket = linux.tcp();
      if (socket < 0) {
        return false;
      }
      sockets[slot] = socket;
      if (keepsAlive) {
        linux.sendAtOnce(socket);
      }
      if (target.ownSources() && linux.bind(socket, sources[source]) < 0) {
        return false;
      }
      int result = linux.connect(socket, tracker);
      connecting[slot] = true;
      return result == 0 || result == Linux.IN_PROGRESS;
    }

    /** Sends the request, or waits until the connection is made. */
    private void request(int slot) {
      requestBytes.clear();
      writer.http(peers[slot], sequence.isStarting(peers[slot]), requestBytes);
      int length = requestBytes.position();
      int sent = linux.send(sockets[slot], request, length);
      boolean isNew = connecting[slot];
      connecting[slot] = sent == Linux.AGAIN;
      if (sent == Linux.AGAIN && isNew) {
        linux.watch(sockets[slot], Linux.WRITABLE, slot);
      } else if (sent != length) {
        fail(slot);
      } else if (isNew) {
        linux.watch(sockets[slot], Linux.READABLE | Linux.ENDED, slot);
      }
    }

    @Override
    public void ready(int slot, int kinds) {
      if (sockets[slot] == NONE) {
        return; // closed by an event before this one
      }
      if (!loop.isInFlight(slot)) {
        close(slot); // the tracker has closed a connection that was idle
        return;
      }
      if (connecting[slot]) {
        finishConnecting(slot);
      } else {
        receive(slot, (kinds & Linux.ENDED) != 0);
      }
    }

    private void finishConnecting(int slot) {
      connecting[slot] = false;
      requestBytes.clear();
      writer.http(peers[slot], sequence.isStarting(peers[slot]), requestBytes);
      int length = requestBytes.position();
      if (linux.send(sockets[slot], request, length) != length) {
        fail(slot);
        return;
      }
      linux.watchInstead(sockets[slot], Linux.READABLE | Linux.ENDED, slot);
    }

    private void receive(int slot, boolean ended) {
      while (true) {
        int room = REPLY_BYTES - received[slot];
        int count = linux.receive(sockets[slot], replies[slot].asSlice(received[slot]), room);
        if (count == Linux.AGAIN) {
          return;
        }
        if (count < 0 || count == room || (count == 0 && received[slot] == 0)) {
          fail(slot);
          return;
        }
        received[slot] += count;
        if (isAnswered(slot, ended, count == 0)) {
          return;
        }
      }
    }

    /** The reply of a connection that is not kept counts when the tracker has closed it. */
    private boolean isAnswered(int slot, boolean ended, boolean closed) {
      if (!keepsAlive && !ended && !closed) {
        return false;
      }
      int length = received[slot];
      MemorySegment.copy(replies[slot], ValueLayout.JAVA_BYTE, 0, replyBytes, 0, length);
      var content = reply.read(replyBytes, length, closed);
      if (content == Content.INCOMPLETE) {
        return false;
      }
      if (content != Content.LISTED && content != Content.UNRECORDED) {
        tally.show(replyBytes, length);
      }
      if (!keepsAlive || closed || ended) {
        close(slot);
      }
      loop.answered(slot, content, reply.peers(), population.hasCompany(peers[slot]));
      return true;
    }

    private void fail(int slot) {
      close(slot);
      loop.lost(slot);
    }

    @Override
    public void abandon(int slot) {
      close(slot);
    }

    private void close(int slot) {
      if (sockets[slot] != NONE) {
        linux.close(sockets[slot]);
        sockets[slot] = NONE;
      }
    }

    void closeAll() {
      for (int slot = 0; slot < sockets.length; slot++) {
        close(slot);
      }
    }
  }
}
