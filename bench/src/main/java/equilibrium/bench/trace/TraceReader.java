package equilibrium.bench.trace;

import equilibrium.platform.Fault;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace from its beginning, one line at a time. Announces must be in the order of {@code
 * at}. Errors are {@link Fault}s that name line, field, value and what was expected.
 */
public final class TraceReader implements AutoCloseable {
  private static final int MOST_PORT = 65_535;

  private final JsonLines lines;
  private long lastMs;

  public TraceReader(Path file) {
    this.lines = new JsonLines(file);
  }

  /** The next line; null: there is none. */
  public @Nullable TraceLine next() {
    var fields = lines.next();
    if (fields == null) {
      return null;
    }
    return fields.has("torrent") ? torrent(fields) : announce(fields);
  }

  private static TraceTorrent torrent(JsonFields fields) {
    return new TraceTorrent(
        new InfoHash(fields.id("torrent")),
        fields.requiredNumber("size", 0, Long.MAX_VALUE),
        fields.flag("private"));
  }

  private TraceAnnounce announce(JsonFields fields) {
    long atMs = fields.requiredNumber("at", 0, Long.MAX_VALUE);
    if (atMs < lastMs) {
      throw fields.wrong("at", atMs, "at least %d, as in the line before".formatted(lastMs));
    }
    lastMs = atMs;
    var numWant = fields.number("numwant", Integer.MIN_VALUE, Integer.MAX_VALUE);
    return new TraceAnnounce(
        atMs,
        new InfoHash(fields.id("infoHash")),
        new PeerId(fields.id("peerId")),
        fields.text("key"),
        ip(fields),
        (int) fields.requiredNumber("port", 0, MOST_PORT),
        event(fields),
        fields.number("uploaded", 0, Long.MAX_VALUE),
        fields.number("downloaded", 0, Long.MAX_VALUE),
        fields.number("left", 0, Long.MAX_VALUE),
        numWant == null || numWant < 0 ? null : numWant.intValue(),
        isUdp(fields),
        fields.text("userAgent"),
        fields.texts("params"));
  }

  private static String ip(JsonFields fields) {
    var ip = fields.requiredText("ip");
    if (IpAddress.parse(ip) == null) {
      throw fields.wrong("ip", ip, "an IPv4 or IPv6 address");
    }
    return ip;
  }

  private static AnnounceEvent event(JsonFields fields) {
    var event = fields.text("event");
    return switch (event) {
      case null -> AnnounceEvent.NONE;
      case "none", "" -> AnnounceEvent.NONE;
      case "started" -> AnnounceEvent.STARTED;
      case "completed" -> AnnounceEvent.COMPLETED;
      case "stopped" -> AnnounceEvent.STOPPED;
      case "paused" -> AnnounceEvent.PAUSED;
      default -> throw fields.wrong("event", event, "none, started, completed, stopped or paused");
    };
  }

  private static boolean isUdp(JsonFields fields) {
    var transport = fields.requiredText("transport");
    return switch (transport) {
      case "udp" -> true;
      case "http", "https" -> false;
      default -> throw fields.wrong("transport", transport, "http or udp");
    };
  }

  @Override
  public void close() {
    lines.close();
  }
}
