package equilibrium.console.vitals;

import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.Vitals;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A figure of a node over time. */
enum NodeFigure {
  ANNOUNCES("announces a second", Kind.RATE, NodeFigure::announces),
  ANNOUNCES_HTTP("announces a second", Kind.RATE, Vitals::getAnnouncesHttp),
  ANNOUNCES_HTTPS("announces a second", Kind.RATE, Vitals::getAnnouncesHttps),
  ANNOUNCES_UDP("announces a second", Kind.RATE, Vitals::getAnnouncesUdp),
  ANNOUNCES_UDP_REPLICATED("announces a second", Kind.RATE, Vitals::getAnnouncesUdpReplicated),
  REFUSED("requests a second", Kind.RATE, Vitals::getRefused),
  LIMITED("requests a second", Kind.RATE, Vitals::getLimited),
  ANSWERED("announces a second", Kind.RATE, Vitals::getAnswered),
  NOT_RECORDED("announces a second", Kind.RATE, Vitals::getNotRecorded),
  QUEUED("events", Kind.MOST, Vitals::getQueued),
  SPOOLED("events", Kind.MOST, Vitals::getSpooled),
  REPLY_P50("µs", Kind.MOST, Vitals::getReplyP50Us),
  REPLY_P99("µs", Kind.MOST, Vitals::getReplyP99Us),
  REPLY_P999("µs", Kind.MOST, Vitals::getReplyP999Us),
  SWARMS("swarms", Kind.MEAN, Vitals::getSwarms),
  SEEDERS("peers", Kind.MEAN, Vitals::getSeeders),
  LEECHERS("peers", Kind.MEAN, Vitals::getLeechers),
  PEERS("peers", Kind.MEAN, Vitals::getPeers),
  CLIENTS("clients", Kind.MEAN, Vitals::getClients),
  VIEW_LAG("records", Kind.MOST, Vitals::getViewLag),
  STAGE_LAG("records", Kind.MOST, Vitals::getStageLag),
  HEAP("bytes", Kind.MEAN, Vitals::getHeapBytes),
  /** Milliseconds of a processor in each millisecond: how many are busy. */
  CPU("cores", Kind.RATE_OF_MS, Vitals::getCpuMs),
  GC("ms a second", Kind.RATE, Vitals::getGcMs),
  DISK_FREE("bytes", Kind.MEAN, Vitals::getDiskFreeBytes);

  private static final double MS_PER_SECOND = 1_000;

  /** What a point of a figure says about its time. */
  private enum Kind {
    /** How much a count has grown in each second. */
    RATE,
    /** The same of milliseconds, as seconds. */
    RATE_OF_MS,
    MEAN,
    /** The largest, so that a short one is seen on a long chart. */
    MOST
  }

  private final String unit;
  private final Kind kind;

  @SuppressWarnings("ImmutableEnumChecker") // reads a field of what it is given
  private final Function<Vitals, @Nullable Long> value;

  NodeFigure(String unit, Kind kind, Function<Vitals, @Nullable Long> value) {
    this.unit = unit;
    this.kind = kind;
    this.value = value;
  }

  private static @Nullable Long announces(Vitals vitals) {
    var known =
        Stream.of(
                vitals.getAnnouncesHttp(),
                vitals.getAnnouncesHttps(),
                vitals.getAnnouncesUdp(),
                vitals.getAnnouncesUdpReplicated())
            .filter(Objects::nonNull)
            .toList();
    return known.isEmpty() ? null : known.stream().mapToLong(Long::longValue).sum();
  }

  /** In the API. */
  String id() {
    return EnumText.of(this);
  }

  String unit() {
    return unit;
  }

  /**
   * Its value in a record.
   *
   * @param before the record before, of the same boot; null: there is none
   * @param seconds between the two
   * @return null: the program does not have the figure, or a rate is not known
   */
  @Nullable Double in(Vitals vitals, @Nullable Vitals before, double seconds) {
    var now = value.apply(vitals);
    if (now == null) {
      return null;
    }
    return switch (kind) {
      case MEAN, MOST -> now.doubleValue();
      case RATE -> rate(now, before, seconds);
      case RATE_OF_MS -> rate(now, before, seconds * MS_PER_SECOND);
    };
  }

  private @Nullable Double rate(long now, @Nullable Vitals before, double time) {
    var then = before == null ? null : value.apply(before);
    return then == null || time <= 0 || now < then ? null : (now - then) / time;
  }

  /**
   * One value for two stretches of time.
   *
   * @param parts how many stretches the first is of
   */
  double joined(double first, double second, int parts) {
    return kind == Kind.MOST ? Math.max(first, second) : first + (second - first) / (parts + 1);
  }
}
