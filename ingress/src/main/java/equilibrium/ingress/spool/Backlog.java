package equilibrium.ingress.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of the spool are not known to be in Kafka: groups that are on their way, and ranges
 * that wait to be published from the spool. Neighbouring ranges that wait become one, so an outage
 * is one range however long it is. Any thread calls.
 */
final class Backlog {

  /**
   * A part of the spool.
   *
   * @param from position of its first event
   * @param to position behind its last event
   * @param storedAtMs when its first event was stored, real milliseconds since 1970
   * @param events on their way, or waiting
   */
  record Range(long from, long to, long storedAtMs, long events) {}

  private record Part(Range range, @Nullable SpoolGroup underWay) {}

  private final TreeMap<Long, Part> parts = new TreeMap<>();
  private long end;
  private long waiting;

  /** A backlog of nothing, for a spool that ends there. */
  Backlog(long end) {
    this.end = end;
  }

  /** Whatever is stored from now on lies behind this position. */
  synchronized void endAt(long position) {
    end = Math.max(end, position);
  }

  /** Events were stored, up to this position. */
  synchronized SpoolGroup store(long to, long storedAtMs, int events) {
    var group = new SpoolGroup(end, events, this);
    parts.put(end, new Part(new Range(end, to, storedAtMs, events), group));
    end = to;
    return group;
  }

  synchronized void settle(SpoolGroup group, boolean left) {
    var part = parts.remove(group.from);
    if (part != null && left) {
      await(part.range());
    }
  }

  /** Has a range wait to be published. It overlaps with no other. */
  synchronized void await(Range range) {
    end = Math.max(end, range.to());
    waiting += range.events();
    var merged = range;
    var before = parts.lowerEntry(range.from());
    if (before != null
        && before.getValue().underWay() == null
        && before.getValue().range().to() == range.from()) {
      parts.remove(before.getKey());
      merged = joined(before.getValue().range(), merged);
    }
    var after = parts.get(range.to());
    if (after != null && after.underWay() == null) {
      parts.remove(range.to());
      merged = joined(merged, after.range());
    }
    parts.put(merged.from(), new Part(merged, null));
  }

  private static Range joined(Range first, Range second) {
    return new Range(
        first.from(), second.to(), first.storedAtMs(), first.events() + second.events());
  }

  /** The oldest range that waits; null: none does. */
  synchronized @Nullable Range next() {
    for (var part : parts.values()) {
      if (part.underWay() == null) {
        return part.range();
      }
    }
    return null;
  }

  /**
   * A stretch that waited is in Kafka. If it has become the middle of a range meanwhile, it is not
   * taken out, and is published once more.
   *
   * @param from where the oldest range began
   */
  synchronized void published(long from, long to, long events) {
    var part = parts.get(from);
    if (part == null || part.underWay() != null) {
      return;
    }
    parts.remove(from);
    var range = part.range();
    long done = to >= range.to() ? range.events() : Math.min(events, range.events());
    waiting -= done;
    if (to < range.to()) {
      var rest = new Range(to, range.to(), range.storedAtMs(), range.events() - done);
      parts.put(to, new Part(rest, null));
    }
  }

  /** Everything before it is in Kafka. */
  synchronized long publishedTo() {
    return parts.isEmpty() ? end : parts.firstKey();
  }

  /** The stretches before the end that are in Kafka, in order; none of them has a count. */
  synchronized List<Range> published(long from) {
    var gaps = new ArrayList<Range>();
    long at = from;
    for (var part : parts.values()) {
      if (part.range().from() > at) {
        gaps.add(new Range(at, part.range().from(), 0, 0));
      }
      at = Math.max(at, part.range().to());
    }
    if (end > at) {
      gaps.add(new Range(at, end, 0, 0));
    }
    return gaps;
  }

  synchronized long end() {
    return end;
  }

  /** Events that wait to be published from the spool. */
  synchronized long waiting() {
    return waiting;
  }

  /** When the oldest event that is not in Kafka was stored; now: there is none. */
  synchronized long oldestMs(long nowMs) {
    return parts.isEmpty() ? nowMs : parts.firstEntry().getValue().range().storedAtMs();
  }
}
