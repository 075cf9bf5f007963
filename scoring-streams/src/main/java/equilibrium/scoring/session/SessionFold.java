package equilibrium.scoring.session;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.SessionStep.Counted;
import equilibrium.scoring.session.SessionStep.Delta;
import equilibrium.scoring.session.SessionStep.Ignored;
import equilibrium.scoring.session.SessionStep.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Compares an announce with what is known of its session (docs/explain/scoring.md#steps;
 * docs/policy.md 3.1). Pure.
 *
 * <pre>
 *   (none) --FIRST--> alive --NORMAL, BACKSTEP, RESET--> alive
 *                       |  stopped, or a lifetime unheard
 *                       v
 *                     gone --NORMAL, RESET by its client, FIRST by another--> alive
 *                       |  a spool's limit later
 *                       v
 *                     (none)
 * </pre>
 */
public final class SessionFold {
  private final ScoringRules.Sessions rules;

  public SessionFold(ScoringRules.Sessions rules) {
    this.rules = rules;
  }

  /**
   * The session after the announce and what it added, or why it is ignored.
   *
   * @param nowMs how far time has come in this partition: a peer that is older is not alive
   */
  public SessionStep fold(@Nullable Session before, ReportedAnnounce heard, long nowMs) {
    if (before == null) {
      return first(heard, nowMs);
    }
    if (before.mark().covers(heard.mark())) {
      return new Ignored(Reason.LATE);
    }
    if (!before.owner().isSame(heard.owner())) {
      boolean alive = !before.stopped() && !before.lapsed(heard.atMs(), rules);
      return alive ? new Ignored(Reason.FOREIGN) : first(heard, nowMs);
    }
    return isDuplicate(before, heard) ? new Ignored(Reason.DUPLICATE) : next(before, heard, nowMs);
  }

  private Counted first(ReportedAnnounce heard, long nowMs) {
    var role = role(null, heard);
    boolean completed = heard.event() == AnnounceEvent.COMPLETED;
    return new Counted(
        session(heard, heard.said(), role, completed, nowMs), Delta.none(Step.FIRST, role));
  }

  private Counted next(Session before, ReportedAnnounce heard, long nowMs) {
    var role = role(before, heard);
    var kind = kind(before, heard);
    var high = kind == Step.RESET ? heard.said() : before.high().highest(heard.said());
    boolean completed = before.completed() || heard.event() == AnnounceEvent.COMPLETED;
    var delta = kind == Step.RESET ? Delta.none(kind, role) : delta(before, heard, kind, role);
    return new Counted(session(heard, high, role, completed, nowMs), delta);
  }

  private Session session(
      ReportedAnnounce heard, Counters high, Role role, boolean completed, long nowMs) {
    boolean there =
        heard.event() != AnnounceEvent.STOPPED && heard.atMs() + rules.lifetimeMs() > nowMs;
    return new Session(
        heard.mark(),
        heard.atMs(),
        heard.source(),
        heard.alias(),
        high,
        heard.left(),
        role,
        heard.event(),
        there ? role : null,
        completed,
        heard.owner(),
        Claim.NONE);
  }

  /**
   * Libtorrent announces once for each socket, and for each hash of a hybrid (docs/policy.md 1.2).
   */
  private boolean isDuplicate(Session before, ReportedAnnounce heard) {
    return before.high().equals(heard.said())
        && before.left() == heard.left()
        && before.event() == heard.event()
        && heard.atMs() - before.atMs()
            <= (before.alias() == heard.alias() ? rules.duplicateMs() : rules.hybridMs());
  }

  private static Role role(@Nullable Session before, ReportedAnnounce heard) {
    if (heard.left() == 0) {
      return Role.SEEDER;
    }
    return switch (heard.event()) {
      case PAUSED -> Role.PARTIAL_SEEDER;
      case STOPPED ->
          before != null && before.role() == Role.PARTIAL_SEEDER
              ? Role.PARTIAL_SEEDER
              : Role.LEECHER;
      case NONE, STARTED, COMPLETED -> Role.LEECHER;
    };
  }

  private Step kind(Session before, ReportedAnnounce heard) {
    var high = before.high();
    var said = heard.said();
    long uploadedFell = Counters.rise(said.uploaded(), high.uploaded());
    long downloadedFell = Counters.rise(said.downloaded(), high.downloaded());
    boolean uploadedRose = Counters.rise(high.uploaded(), said.uploaded()) > 0;
    boolean downloadedRose = Counters.rise(high.downloaded(), said.downloaded()) > 0;
    boolean began = heard.event() == AnnounceEvent.STARTED;
    boolean reset =
        (began && (uploadedFell > 0 || downloadedFell > rules.backstepBytes()))
            || (uploadedFell > rules.resetBytes() && !downloadedRose)
            || (downloadedFell > rules.backstepBytes() && !uploadedRose);
    if (reset) {
      return Step.RESET;
    }
    return downloadedFell > 0 && downloadedFell <= rules.backstepBytes()
        ? Step.BACKSTEP
        : Step.NORMAL;
  }

  private Delta delta(Session before, ReportedAnnounce heard, Step kind, Role roleNow) {
    var role = before.role().compareTo(roleNow) < 0 ? before.role() : roleNow;
    long seconds = Math.floorDiv(heard.atMs(), 1_000) - Math.floorDiv(before.atMs(), 1_000);
    long online = before.stopped() ? 0 : Math.min(seconds, rules.seededSeconds());
    long limit = Saturating.product(heard.atMs() - before.atMs(), rules.bytesPerMs());
    var high = before.high();
    var said = heard.said();
    long uploaded = Counters.rise(high.uploaded(), said.uploaded());
    return new Delta(
        kind,
        role,
        seconds,
        online,
        role == Role.LEECHER ? 0 : online,
        Math.min(limit, uploaded),
        uploaded,
        Math.min(limit, Counters.rise(high.downloaded(), said.downloaded())),
        Math.min(limit, Counters.rise(high.corrupt(), said.corrupt())),
        Math.min(limit, Counters.rise(high.redundant(), said.redundant())));
  }
}
