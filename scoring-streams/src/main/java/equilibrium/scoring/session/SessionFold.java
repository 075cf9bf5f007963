package equilibrium.scoring.session;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.rules.SessionRules;
import equilibrium.scoring.session.SessionStep.Counted;
import equilibrium.scoring.session.SessionStep.Delta;
import equilibrium.scoring.session.SessionStep.Ignored;
import equilibrium.scoring.session.SessionStep.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Compares an announce with the stored session (docs/explain/scoring.md#steps; docs/policy.md 3.1).
 * Pure.
 *
 * <pre>
 *   (none) --FIRST--> alive --NORMAL, BACKSTEP, RESET--> alive
 *                       |  stopped, or no announce for a lifetime
 *                       v
 *                     ended --NORMAL, RESET by its client, FIRST by another--> alive
 *                       |  spoolMs later
 *                       v
 *                     (none)
 * </pre>
 */
public final class SessionFold {
  private final SessionRules rules;

  public SessionFold(SessionRules rules) {
    this.rules = rules;
  }

  /**
   * The session after the announce and what it added, or why it is ignored.
   *
   * @param nowMs time of the last tick in this partition: an announce that is older by a lifetime
   *     does not make its peer alive
   */
  public SessionStep fold(@Nullable Session before, ReportedAnnounce announce, long nowMs) {
    if (before == null) {
      return first(announce, nowMs);
    }
    if (before.last().order().covers(announce.header().order())) {
      return new Ignored(Reason.LATE);
    }
    if (!before.owner().isSame(announce.owner())) {
      boolean alive = !before.isStopped() && !before.isExpired(announce.atMs(), rules);
      return alive ? new Ignored(Reason.FOREIGN) : first(announce, nowMs);
    }
    return isDuplicate(before, announce)
        ? new Ignored(Reason.DUPLICATE)
        : next(before, announce, nowMs);
  }

  private Counted first(ReportedAnnounce announce, long nowMs) {
    var role = role(null, announce);
    boolean completed = announce.event() == AnnounceEvent.COMPLETED;
    var session =
        new Session(
            announce.header(),
            announce.counters(),
            role,
            countedAs(role, announce, nowMs),
            completed,
            Claim.NONE);
    return new Counted(session, Delta.none(Step.FIRST, role));
  }

  private Counted next(Session before, ReportedAnnounce announce, long nowMs) {
    var role = role(before, announce);
    var kind = kind(before, announce);
    var counters = announce.counters();
    var session =
        new Session(
            announce.header(),
            kind == Step.RESET ? counters : before.highest().highest(counters),
            role,
            countedAs(role, announce, nowMs),
            before.completed() || announce.event() == AnnounceEvent.COMPLETED,
            Claim.NONE);
    var delta = kind == Step.RESET ? Delta.none(kind, role) : delta(before, announce, kind, role);
    return new Counted(session, delta);
  }

  private @Nullable Role countedAs(Role role, ReportedAnnounce announce, long nowMs) {
    boolean alive =
        announce.event() != AnnounceEvent.STOPPED && announce.atMs() + rules.lifetimeMs() > nowMs;
    return alive ? role : null;
  }

  /**
   * Libtorrent announces once for each socket, and for each hash of a hybrid (docs/policy.md 1.2).
   */
  private boolean isDuplicate(Session before, ReportedAnnounce announce) {
    boolean sameHash = before.last().alias() == announce.header().alias();
    return before.highest().equals(announce.counters())
        && before.left() == announce.left()
        && before.last().event() == announce.event()
        && announce.atMs() - before.atMs() <= (sameHash ? rules.duplicateMs() : rules.hybridMs());
  }

  private static Role role(@Nullable Session before, ReportedAnnounce announce) {
    if (announce.left() == 0) {
      return Role.SEEDER;
    }
    return switch (announce.event()) {
      case PAUSED -> Role.PARTIAL_SEEDER;
      case STOPPED ->
          before != null && before.role() == Role.PARTIAL_SEEDER
              ? Role.PARTIAL_SEEDER
              : Role.LEECHER;
      case NONE, STARTED, COMPLETED -> Role.LEECHER;
    };
  }

  private Step kind(Session before, ReportedAnnounce announce) {
    var highest = before.highest();
    var counters = announce.counters();
    long uploadedFell = Counters.rise(counters.uploaded(), highest.uploaded());
    long downloadedFell = Counters.rise(counters.downloaded(), highest.downloaded());
    boolean uploadedRose = Counters.rise(highest.uploaded(), counters.uploaded()) > 0;
    boolean downloadedRose = Counters.rise(highest.downloaded(), counters.downloaded()) > 0;
    boolean started = announce.event() == AnnounceEvent.STARTED;
    boolean reset =
        (started && (uploadedFell > 0 || downloadedFell > rules.backstepBytes()))
            || (uploadedFell > rules.resetBytes() && !downloadedRose)
            || (downloadedFell > rules.backstepBytes() && !uploadedRose);
    if (reset) {
      return Step.RESET;
    }
    return downloadedFell > 0 && downloadedFell <= rules.backstepBytes()
        ? Step.BACKSTEP
        : Step.NORMAL;
  }

  private Delta delta(Session before, ReportedAnnounce announce, Step kind, Role roleNow) {
    var role = before.role().compareTo(roleNow) < 0 ? before.role() : roleNow;
    long seconds = Math.floorDiv(announce.atMs(), 1_000) - Math.floorDiv(before.atMs(), 1_000);
    long online = before.isStopped() ? 0 : Math.min(seconds, rules.seededSeconds());
    long limit = Saturating.product(announce.atMs() - before.atMs(), rules.bytesPerMs());
    var highest = before.highest();
    var counters = announce.counters();
    long uploaded = Counters.rise(highest.uploaded(), counters.uploaded());
    return new Delta(
        kind,
        role,
        seconds,
        online,
        role == Role.LEECHER ? 0 : online,
        Math.min(limit, uploaded),
        uploaded,
        Math.min(limit, Counters.rise(highest.downloaded(), counters.downloaded())),
        Math.min(limit, Counters.rise(highest.corrupt(), counters.corrupt())),
        Math.min(limit, Counters.rise(highest.redundant(), counters.redundant())));
  }
}
