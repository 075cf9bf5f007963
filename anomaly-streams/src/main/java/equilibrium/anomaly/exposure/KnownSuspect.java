package equilibrium.anomaly.exposure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Suspicion;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * A client under suspicion, as far as warnings need it.
 *
 * @param excludedUntilMs until when it is in no peer list, with effect; 0: it is
 * @param caseId of its case; empty: none
 * @param peerIds its sessions in the evidence
 */
public record KnownSuspect(
    Identity identity, long excludedUntilMs, String caseId, List<PeerId> peerIds) {
  private static final int WATCHED = 1;
  private static final int QUARANTINED = 3;
  private static final int MOST_CHARACTERS = 22;
  private static final int CODE_FROM = 2;
  private static final int CODE_TO = 10;

  /**
   * 1 layout | 1 identity | 8 excludedUntil | 1 length, text of the case id | 20 bytes a peer id.
   */
  public static final StateCodec<KnownSuspect> CODEC =
      StateCodec.of("a known suspect", 1, KnownSuspect::write, KnownSuspect::read);

  public KnownSuspect {
    peerIds = List.copyOf(peerIds);
  }

  /** Whether it is watched at all. */
  public static boolean isOne(Suspicion suspicion) {
    return suspicion.getLevel() >= WATCHED;
  }

  public static KnownSuspect of(Suspicion suspicion) {
    boolean excluded = suspicion.getEnforced() && suspicion.getLevel() >= QUARANTINED;
    var id = suspicion.getCaseId();
    return new KnownSuspect(
        suspicion.getIdentity(),
        excluded ? suspicion.getUntilMs() : 0,
        id.substring(0, Math.min(id.length(), MOST_CHARACTERS)),
        suspicion.getPeerIds());
  }

  boolean isExcluded(long nowMs) {
    return nowMs < excludedUntilMs;
  }

  /** Whether a session is one that the suspicion concerns: people may share an address. */
  boolean concerns(PeerId peerId) {
    return identity != Identity.ADDRESS || peerIds.contains(peerId);
  }

  /** The first digits of the case's id, which people type. */
  String caseCode() {
    return caseId.length() < CODE_TO ? "" : caseId.substring(CODE_FROM, CODE_TO);
  }

  private static void write(KnownSuspect suspect, StateOutput out) {
    byte[] caseId = suspect.caseId().getBytes(US_ASCII);
    out.writeEnum(suspect.identity()).writeLong(suspect.excludedUntilMs());
    out.writeByte(caseId.length).writeBytes(caseId);
    suspect.peerIds().forEach(out::writePeerId);
  }

  private static KnownSuspect read(StateInput in) {
    var identity = in.readEnum(Identity.values());
    long untilMs = in.readLong();
    int length = Math.max(0, in.readByte()); // none below 0 is ever written
    var caseId = new String(in.readBytes(length), US_ASCII);
    var peers = new ArrayList<PeerId>();
    while (in.hasMore()) {
      peers.add(in.readPeerId());
    }
    return new KnownSuspect(identity, untilMs, caseId, peers);
  }
}
