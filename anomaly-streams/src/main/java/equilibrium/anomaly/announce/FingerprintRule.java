package equilibrium.anomaly.announce;

import equilibrium.anomaly.evidence.Found;
import equilibrium.anomaly.fold.GroupRule;
import equilibrium.anomaly.fold.Outcome;
import equilibrium.anomaly.fold.RuleState;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * F1 (docs/policy.md 3.3): parameters and headers that hardly any other client of the claimed
 * version sends. Counts the starts of each version (user agent and peer id prefix) in this
 * partition. A version must be known for two weeks, because a new release looks strange at first.
 */
record FingerprintRule(RuleRecord rule) implements GroupRule<SeenAnnounce> {
  private static final int VERSION_BYTES = 8;

  /** Fingerprints that are counted of one version; others are as rare as the rarest of them. */
  private static final int MOST = 32;

  /** Values before the fingerprints: first seen, begin of the window, starts in it. */
  private static final int HEAD = 3;

  @Override
  public boolean begins(SeenAnnounce announce) {
    return announce.is(AnnounceEvent.STARTED)
        && announce.announced().getFingerprint() != null
        && announce.announced().getUserAgent() != null;
  }

  @Override
  public byte[] group(SeenAnnounce announce) {
    var agent = announce.announced().getUserAgent();
    byte[] name = (agent == null ? "" : agent).getBytes(StandardCharsets.UTF_8);
    byte[] prefix = Arrays.copyOf(announce.announced().getPeerId().bytes(), VERSION_BYTES);
    long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bits
    for (byte one : name) {
      hash = (hash ^ one) * 0x100000001b3L;
    }
    return ByteBuffer.allocate(VERSION_BYTES + Long.BYTES).put(prefix).putLong(hash).array();
  }

  @Override
  public Outcome after(RuleState before, SeenAnnounce announce) {
    var fingerprint = announce.announced().getFingerprint();
    if (fingerprint == null) {
      return Outcome.keep(before);
    }
    var values = new ArrayList<>(before.isBlank() ? fresh(announce) : aged(before, announce));
    values.set(2, values.get(2) + 1);
    long count = counted(values, fingerprint);
    var after = new RuleState(before.atMs(), before.firedAtMs(), values, List.<Position>of());
    return count > 0 && isRare(values, count, announce)
        ? Outcome.found(after, found(values, count, announce))
        : Outcome.keep(after);
  }

  private static List<Long> fresh(SeenAnnounce announce) {
    return List.of(announce.atMs(), announce.atMs(), 0L);
  }

  /** All counts halve after a window, so that versions of old do not weigh for ever. */
  private List<Long> aged(RuleState state, SeenAnnounce announce) {
    if (announce.atMs() - state.value(1) < rule.hoursMs("windowHours")) {
      return state.values();
    }
    var values = new ArrayList<Long>(List.of(state.value(0), announce.atMs(), state.value(2) / 2));
    for (int i = HEAD; i + 1 < state.values().size(); i += 2) {
      if (state.value(i + 1) > 1) {
        values.add(state.value(i));
        values.add(state.value(i + 1) / 2);
      }
    }
    return values;
  }

  /** Counts the fingerprint; 0 if there is no room for it. */
  private static long counted(List<Long> values, long fingerprint) {
    for (int i = HEAD; i + 1 < values.size(); i += 2) {
      if (values.get(i) == fingerprint) {
        values.set(i + 1, values.get(i + 1) + 1);
        return values.get(i + 1);
      }
    }
    if (values.size() < HEAD + 2 * MOST) {
      values.add(fingerprint);
      values.add(1L);
      return 1;
    }
    return 0;
  }

  private boolean isRare(List<Long> values, long count, SeenAnnounce announce) {
    return values.get(2) >= rule.threshold("starts")
        && announce.atMs() - values.get(0) >= rule.hoursMs("knownHours")
        && count < rule.threshold("share") * values.get(2);
  }

  private Found found(List<Long> values, long count, SeenAnnounce announce) {
    @Nullable String agent = announce.announced().getUserAgent();
    return Found.of(
            rule,
            announce.place(),
            announce.atMs(),
            List.of(announce.source()),
            "The session calls itself %s, and %d of %d sessions of that version sent such parameters"
                    .formatted(agent, count, values.get(2))
                + " and headers")
        .measured((double) count / values.get(2), rule.threshold("share"))
        .with("starts", values.get(2));
  }

  @Override
  public long keptMs() {
    return 2 * rule.hoursMs("knownHours");
  }
}
