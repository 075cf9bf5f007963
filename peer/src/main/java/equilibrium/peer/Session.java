package equilibrium.peer;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.libtorrent4j.AddTorrentParams;
import org.libtorrent4j.ErrorCode;
import org.libtorrent4j.SessionHandle;
import org.libtorrent4j.SessionParams;
import org.libtorrent4j.TcpEndpoint;
import org.libtorrent4j.TorrentFlags;
import org.libtorrent4j.TorrentHandle;
import org.libtorrent4j.TorrentInfo;
import org.libtorrent4j.alerts.Alert;
import org.libtorrent4j.alerts.Alerts;
import org.libtorrent4j.alerts.AlertsDroppedAlert;
import org.libtorrent4j.alerts.FileErrorAlert;
import org.libtorrent4j.alerts.HashFailedAlert;
import org.libtorrent4j.alerts.ListenFailedAlert;
import org.libtorrent4j.alerts.PeerConnectAlert;
import org.libtorrent4j.alerts.PeerDisconnectedAlert;
import org.libtorrent4j.alerts.PieceFinishedAlert;
import org.libtorrent4j.alerts.StateUpdateAlert;
import org.libtorrent4j.alerts.TorrentAlert;
import org.libtorrent4j.alerts.TorrentCheckedAlert;
import org.libtorrent4j.alerts.TorrentFinishedAlert;
import org.libtorrent4j.alerts.TorrentPausedAlert;
import org.libtorrent4j.alerts.TrackerAnnounceAlert;
import org.libtorrent4j.alerts.TrackerErrorAlert;
import org.libtorrent4j.alerts.TrackerReplyAlert;
import org.libtorrent4j.alerts.TrackerWarningAlert;
import org.libtorrent4j.swig.alert_ptr_vector;
import org.libtorrent4j.swig.bitfield;
import org.libtorrent4j.swig.error_code;
import org.libtorrent4j.swig.libtorrent_errors;
import org.libtorrent4j.swig.session;
import org.libtorrent4j.swig.torrent_flags_t;

/**
 * libtorrent at work. One thread reads its alerts and turns them into events; the reader of the
 * events must not block for long, because libtorrent keeps 10,000 alerts at most.
 */
final class Session implements AutoCloseable {
  private static final long WAIT_MILLIS = 200;
  private static final long UPDATE_NS = 1_000_000_000;
  private static final long ANSWER_NS = 2_000_000_000L;
  private static final long STOP_NS = 5_000_000_000L;
  private static final long LISTEN_NS = 5_000_000_000L;
  private static final long LOOK_NS = 5_000_000;

  private final session engine;
  private final Consumer<Event> events;
  private final Runnable eachSecond;
  private final boolean open;
  private final Map<Long, Transfer> byHandle = new HashMap<>();
  private final Thread reader;
  private final int port;
  private volatile boolean closed;

  /**
   * Starts to listen.
   *
   * @param eachSecond runs on the thread that reads the alerts, also while nothing moves
   */
  Session(PeerConfig config, Consumer<Event> events, Runnable eachSecond) {
    this.events = events;
    this.eachSecond = eachSecond;
    open = config.network().open();
    var settings = SessionSettings.of(config.network(), config.limits());
    var parameters = new SessionParams(settings);
    // The other disk I/O maps files and takes SIGSEGV from the JVM, which then dies of its own use.
    parameters.setPosixDiskIO();
    engine = start(parameters);
    engine.set_peer_class_filter(SessionSettings.oneClassOfPeers());
    if (config.network().isLoopbackAlone()) {
      engine.set_ip_filter(SessionSettings.loopbackAlone());
    }
    reader = Thread.ofPlatform().daemon().name("peer-alerts").start(this::read);
    try {
      port = awaitPort(config);
    } catch (PeerFault e) {
      end();
      throw e;
    }
    events.accept(new Event.Listening(config.network().address().getHostAddress(), port));
  }

  /**
   * One at a time in this process: libtorrent's OpenSSL prepares itself when the first session
   * starts, for one thread alone. Two at once end the process by SIGSEGV.
   */
  private static session start(SessionParams parameters) {
    synchronized (Session.class) {
      return new session(parameters.swig());
    }
  }

  private int awaitPort(PeerConfig config) {
    long until = System.nanoTime() + LISTEN_NS;
    while (engine.listen_port() == 0) {
      if (System.nanoTime() > until) {
        throw new PeerFault(
            "%s cannot be listened to: give another address with --listen"
                .formatted(config.network().listen()));
      }
      LockSupport.parkNanos(LOOK_NS);
    }
    return engine.listen_port();
  }

  int port() {
    return port;
  }

  /** Starts a torrent with these chunks, which must be right: libtorrent does not look. */
  synchronized void add(Torrent torrent, Path folder, BitSet have, List<String> trackers) {
    var parameters = new AddTorrentParams();
    var info = new TorrentInfo(torrent.bytes(List.of()));
    parameters.setTorrentInfo(info);
    parameters.setSavePath(folder.toAbsolutePath().toString());
    parameters.setTrackers(trackers);
    parameters.setFlags(flags(have.cardinality() == torrent.chunks()));
    if (!have.isEmpty()) {
      var bits = new bitfield(torrent.chunks(), false);
      have.stream().forEach(bits::set_bit);
      parameters.swig().set_have_pieces(bits);
    }
    var error = new ErrorCode(new error_code());
    var handle = new SessionHandle(engine).addTorrent(parameters, error);
    if (error.isError()) {
      throw new PeerFault(
          "libtorrent refuses %s: %s".formatted(torrent.name(), error.getMessage()));
    }
    byHandle.put(handle.swig().id(), new Transfer(torrent, handle, have, !trackers.isEmpty()));
  }

  private torrent_flags_t flags(boolean complete) {
    var flags =
        TorrentFlags.UPDATE_SUBSCRIBE
            .or_(TorrentFlags.DUPLICATE_IS_ERROR)
            .or_(TorrentFlags.APPLY_IP_FILTER);
    if (complete) {
      flags = flags.or_(TorrentFlags.SEED_MODE); // a chunk is hashed before it is first sent
    }
    return open
        ? flags
        : flags
            .or_(TorrentFlags.DISABLE_DHT)
            .or_(TorrentFlags.DISABLE_LSD)
            .or_(TorrentFlags.DISABLE_PEX);
  }

  /** Connects to a peer that a tracker has named. */
  void connect(String sha1, InetSocketAddress peer) {
    var transfer = find(sha1);
    if (transfer != null && !closed) {
      var address = peer.getAddress().getHostAddress();
      transfer.handle().swig().connect_peer(new TcpEndpoint(address, peer.getPort()).swig());
    }
  }

  /** Announces {@code stopped} and uploads no more. */
  void stop(String sha1) {
    var transfer = find(sha1);
    if (transfer != null && !closed) {
      transfer.handle().pause();
    }
  }

  private synchronized @Nullable Transfer find(String sha1) {
    return byHandle.values().stream()
        .filter(transfer -> transfer.sha1().equals(sha1))
        .findFirst()
        .orElse(null);
  }

  private synchronized @Nullable Transfer find(TorrentHandle handle) {
    return byHandle.get(handle.swig().id());
  }

  private synchronized List<Transfer> all() {
    return List.copyOf(byHandle.values());
  }

  private void read() {
    var alerts = new alert_ptr_vector();
    long updatedNs = System.nanoTime();
    while (!closed) {
      if (engine.wait_for_alert_ms(WAIT_MILLIS) != null) {
        engine.pop_alerts(alerts);
        for (int i = 0; i < alerts.size(); i++) {
          takeSafely(Alerts.cast(alerts.get(i)));
        }
        alerts.clear();
      }
      if (System.nanoTime() - updatedNs >= UPDATE_NS) {
        updatedNs = System.nanoTime();
        engine.post_torrent_updates();
        all().forEach(Transfer::tryToWriteAgain);
        eachSecond.run();
      }
    }
  }

  /** One event that cannot be handled must not keep all later ones from being read. */
  private void takeSafely(Alert<?> alert) {
    try {
      take(alert);
    } catch (RuntimeException e) {
      events.accept(new Event.Failed("%s: %s".formatted(alert.what(), e)));
    }
  }

  private void take(Alert<?> alert) {
    switch (alert) {
      case StateUpdateAlert update -> update(update);
      case AlertsDroppedAlert _ ->
          events.accept(
              new Event.Failed("libtorrent dropped alerts, so events and chunks are missing"));
      case ListenFailedAlert failed -> events.accept(new Event.Failed(failed.message()));
      case TorrentAlert<?> one -> {
        var transfer = find(one.handle());
        if (transfer != null) {
          take(one, transfer);
        }
      }
      default -> {
        // of no interest
      }
    }
  }

  private void take(TorrentAlert<?> alert, Transfer transfer) {
    var sha1 = transfer.sha1();
    switch (alert) {
      case PieceFinishedAlert chunk -> emit(transfer.chunkDone(chunk.pieceIndex()));
      case HashFailedAlert chunk -> events.accept(transfer.chunkLost(chunk.pieceIndex()));
      case TrackerAnnounceAlert asked -> transfer.ask(asked.trackerUrl(), asked.getEvent());
      case TrackerReplyAlert reply -> emit(transfer.answered(reply.trackerUrl(), reply.numPeers()));
      case TrackerWarningAlert warning -> warn(sha1, warning);
      case TrackerErrorAlert error ->
          events.accept(transfer.refused(error.trackerUrl(), reason(error)));
      case PeerConnectAlert peer ->
          events.accept(new Event.Connected(sha1, peer.endpoint().toString()));
      case PeerDisconnectedAlert peer -> disconnected(sha1, peer);
      case TorrentFinishedAlert _ -> emit(transfer.finished());
      case TorrentCheckedAlert _ -> checked(transfer);
      case TorrentPausedAlert _ -> events.accept(transfer.stopped());
      case FileErrorAlert error -> {
        if (transfer.isFirstFailure()) {
          events.accept(
              new Event.Failed("%s: %s".formatted(error.filename(), error.error().getMessage())));
        }
      }
      default -> {
        // of no interest
      }
    }
  }

  /**
   * Two peers that connect to each other at the same time may each close the connection of the
   * other as a duplicate. Both then wait, and for different times, so that one of them is first.
   */
  private void disconnected(String sha1, PeerDisconnectedAlert peer) {
    var error = peer.error();
    if (error.getValue() == libtorrent_errors.duplicate_peer_id.swigValue()) {
      engine.apply_settings(SessionSettings.reconnectTime().swig());
    }
    events.accept(new Event.Disconnected(sha1, peer.endpoint().toString(), error.getMessage()));
  }

  private static String reason(TrackerErrorAlert error) {
    return error.errorMessage().isEmpty() ? error.error().getMessage() : error.errorMessage();
  }

  private void warn(String sha1, TrackerWarningAlert warning) {
    var url = TrackerUrls.shown(warning.trackerUrl());
    var text = warning.warningMessage();
    events.accept(
        text.equals("not recorded")
            ? new Event.NotRecorded(sha1, url)
            : new Event.Warned(sha1, url, text));
  }

  /** libtorrent has hashed files that no memory spoke for, or found a wrong chunk. */
  private void checked(Transfer transfer) {
    var pieces = transfer.handle().status(TorrentHandle.QUERY_PIECES).pieces();
    var found = new BitSet();
    for (int chunk = 0; chunk < pieces.size(); chunk++) {
      if (pieces.getBit(chunk)) {
        found.set(chunk);
      }
    }
    if (pieces.size() == transfer.torrent().chunks()) {
      transfer.checked(found).forEach(events);
    }
  }

  private void update(StateUpdateAlert update) {
    for (var status : update.status()) {
      var transfer = find(new TorrentHandle(status.swig().getHandle()));
      if (transfer != null) {
        events.accept(transfer.progress(status));
      }
    }
  }

  private void emit(@Nullable Event event) {
    if (event != null) {
      events.accept(event);
    }
  }

  /**
   * Announces {@code stopped} everywhere, waits at most 7 s for answers and files, and ends. A
   * tracker that is being asked, or is about to be for the first time, must have answered before,
   * because libtorrent would leave out the {@code stopped}.
   */
  @Override
  public void close() {
    await(ANSWER_NS, () -> all().stream().noneMatch(Transfer::isAsking));
    all().forEach(transfer -> transfer.handle().pause());
    await(STOP_NS, () -> all().stream().allMatch(Transfer::isAtRest));
    end();
  }

  /**
   * Frees libtorrent's memory once nobody uses it: not before the reader has ended, even if this
   * thread is interrupted, else the process ends by SIGSEGV.
   */
  private void end() {
    closed = true;
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    engine.delete();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** An interrupted thread waits as well, and would not be parked before it has noticed that. */
  private static void await(long patienceNs, BooleanSupplier condition) {
    long untilNs = System.nanoTime() + patienceNs;
    boolean interrupted = false;
    while (!condition.getAsBoolean() && System.nanoTime() < untilNs) {
      interrupted |= Thread.interrupted();
      LockSupport.parkNanos(LOOK_NS);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
