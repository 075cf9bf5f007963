package equilibrium.anomaly.exposure;

import equilibrium.anomaly.exposure.NetworkEvent.Draft;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Intervention;
import equilibrium.schemas.event.InterventionKind;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a drafted warning may name, and whether it may be given: once in 24 hours for each
 * client and network.
 *
 * @param text writes the warnings
 */
public record NetworkFold(WarningText text) {
  private static final int MOST_ANNOUNCES = 3;

  /** After a draft; null: there is no warning. */
  public record Decided(NetworkState network, @Nullable Intervention intervention) {}

  public NetworkState seen(NetworkState before, NetworkEvent.Seen seen) {
    return before.seen(seen.clientId(), seen.atMs());
  }

  /** Decides about a draft. */
  public Decided decided(NetworkState before, Draft draft, KnownSuspect suspect) {
    if (before.hasWarned(draft.recipient(), draft.fromMs())) {
      return new Decided(before, null);
    }
    boolean whole = suspect.identity() == Identity.KEY && !before.isShared(draft.fromMs());
    var endpoint = draft.endpoint();
    var intervention =
        Intervention.newBuilder()
            .setInfoHash(draft.infoHash())
            .setRecipient(draft.recipient())
            .setSubject(draft.subject())
            .setKind(draft.kind())
            .setText(text.of(endpoint, whole, suspect.caseCode()))
            .setAddress(endpoint.address())
            .setAddressKey(endpoint.addressKey())
            .setPort(whole ? null : endpoint.port())
            .setCaseId(suspect.caseId())
            .setFromMs(draft.fromMs())
            .setUntilMs(draft.untilMs())
            .setAnnounces(draft.kind() == InterventionKind.FAIL_ONCE ? 1 : MOST_ANNOUNCES)
            .build();
    return new Decided(before.warned(draft.recipient(), draft.fromMs()), intervention);
  }
}
