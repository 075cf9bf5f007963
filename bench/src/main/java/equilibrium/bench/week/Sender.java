package equilibrium.bench.week;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Sends announces over HTTP, each on a connection of its own, some at a time. */
final class Sender implements AutoCloseable {
  private static final int AT_A_TIME = 64;
  private static final int PATIENCE_MS = 15_000;
  private static final int MOST_BYTES = 64 << 10;
  private static final int PEERS = 50;

  /**
   * An announce and what came back.
   *
   * @param sentMs when it was sent, or given up; milliseconds since 1970, real
   */
  record Answered(Announce announce, Reply reply, long sentMs) {}

  private final InetSocketAddress tracker;
  private final Semaphore free = new Semaphore(AT_A_TIME);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();

  Sender(InetSocketAddress tracker) {
    this.tracker = tracker;
  }

  /** Returns at once. */
  void send(Announce announce) {
    var _ =
        threads.submit(() -> {
          free.acquireUninterruptibly();
          try {
            long sentMs = System.currentTimeMillis();
            answered.add(new Answered(announce, reply(announce), sentMs));
          } finally {
            free.release();
          }
        });
  }

  /** What was answered since the last call. */
  List<Answered> answered() {
    var all = new ArrayList<Answered>();
    for (var one = answered.poll(); one != null; one = answered.poll()) {
      all.add(one);
    }
    return all;
  }

  private Reply reply(Announce announce) {
    try (var socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.setSoTimeout(PATIENCE_MS);
      socket.bind(new InetSocketAddress(announce.session().client().address(), 0));
      socket.connect(tracker, PATIENCE_MS);
      socket.getOutputStream().write(request(announce).getBytes(ISO_8859_1));
      return Reply.of(socket.getInputStream().readNBytes(MOST_BYTES));
    } catch (IOException e) {
      return Reply.none("lost: " + e.getMessage());
    }
  }

  private static String request(Announce announce) {
    var client = announce.session().client();
    return "GET /announce/%s?info_hash=%s&peer_id=%s&port=%d&uploaded=%d&downloaded=%d&left=%d&compact=1&numwant=%d%s%s HTTP/1.1\r\nHost: tracker\r\nConnection: close\r\n\r\n"
        .formatted(
            client.key().key(),
            announce.infoHash().replaceAll("..", "%$0"),
            announce.session().peerId(),
            client.port(),
            announce.uploaded(),
            announce.downloaded(),
            announce.left(),
            PEERS,
            announce.event().isEmpty() ? "" : "&event=" + announce.event(),
            announce.trackerId() == null
                ? ""
                : "&trackerid=" + URLEncoder.encode(announce.trackerId(), ISO_8859_1));
  }

  @Override
  public void close() {
    threads.close();
  }
}
