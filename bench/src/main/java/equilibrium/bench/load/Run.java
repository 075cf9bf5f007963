package equilibrium.bench.load;

import java.util.concurrent.TimeUnit;

/**
 * One run of a row: when it sends, when it measures, and what it measured. It warms up first. At a
 * fixed rate each announce has a time at which it is due, and latencies count from that time, even
 * if it was sent later because others were unanswered. One thread at a time uses it.
 */
public final class Run {
  /**
   * How long a run is.
   *
   * @param mostAnnounces that it measures; it ends earlier with them
   */
  public record Length(double warmSeconds, double seconds, long mostAnnounces) {
    private static long nanos(double seconds) {
      return (long) (seconds * 1e9);
    }
  }

  private static final long LAST_REPLIES_NS = TimeUnit.SECONDS.toNanos(3);

  private final Length length;
  private final long intervalNs;
  private final Meter meter;
  private final Tally tally = new Tally();
  private Usage before = Usage.NONE;
  private Usage used = Usage.NONE;
  private boolean begun;
  private boolean measures;
  private boolean ended;
  private long beginNs;
  private long measuredFromNs;
  private long endNs;
  private long sent;
  private long sentBefore;
  private long nextDueNs;
  private long answered;

  /**
   * A run that has not begun.
   *
   * @param rate announces a second; 0: as they are answered
   */
  public Run(Length length, int rate, Meter meter) {
    this.length = length;
    this.meter = meter;
    intervalNs = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / rate;
  }

  /** Whether announces are to be sent; begins, measures and ends when it is time for it. */
  boolean goesOn(long nowNs) {
    if (!begun) {
      begun = true;
      beginNs = nowNs;
      nextDueNs = nowNs;
    }
    if (!measures && nowNs - beginNs >= Length.nanos(length.warmSeconds)) {
      measures = true;
      tally.clear();
      sentBefore = sent;
      measuredFromNs = nowNs;
      before = meter.read();
    }
    if (measures && !ended && (isLate(nowNs) || sent - sentBefore >= length.mostAnnounces)) {
      ended = true;
      endNs = nowNs;
      answered = tally.answered();
      used = meter.read().since(before);
    }
    return !ended;
  }

  private boolean isLate(long nowNs) {
    return nowNs - measuredFromNs >= Length.nanos(length.seconds);
  }

  /** Whether replies are still worth waiting for. */
  boolean isPatient(long nowNs) {
    return !ended || nowNs - endNs < LAST_REPLIES_NS;
  }

  /** Takes the next announce to send: the time it is due; -1: none is due now. */
  long take(long nowNs) {
    if ((ended && (intervalNs == 0 || nextDueNs - endNs >= 0))
        || (measures && sent - sentBefore >= length.mostAnnounces)) {
      return -1;
    }
    if (intervalNs == 0) {
      sent++;
      return nowNs;
    }
    if (nextDueNs - nowNs > 0) {
      return -1;
    }
    long dueNs = nextDueNs;
    nextDueNs += intervalNs;
    sent++;
    return dueNs;
  }

  /** Whether announces that were due have not been sent. */
  boolean isBehind() {
    return ended
        && intervalNs > 0
        && nextDueNs - endNs < 0
        && sent - sentBefore < length.mostAnnounces;
  }

  boolean hasRate() {
    return intervalNs > 0;
  }

  /** What was counted so far. */
  public Tally tally() {
    return tally;
  }

  /** After the end: counts announces that were due and never sent as lost. */
  public Figures figures() {
    if (isBehind()) {
      tally.lost((endNs - nextDueNs - 1) / intervalNs + 1);
      nextDueNs = endNs;
    }
    return Figures.of(answered, Math.max(1, endNs - measuredFromNs) / 1e9, used, tally);
  }
}
