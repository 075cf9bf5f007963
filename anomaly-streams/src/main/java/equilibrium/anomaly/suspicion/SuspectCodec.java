package equilibrium.anomaly.suspicion;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.event.CaseVerdict;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A suspect in its store, big-endian. Lists have their length (2 bytes) before them, text too.
 *
 * <pre>
 * 1 layout | 1 identity
 * case:     text id | 8 openedAt | 4 findings | 8 newest | 8 evidence | 1 expired | list of
 *           text id, text rule, 8 at, 4 weight, 1 shadow, 1 has info-hash, 20 info-hash, 4 torrents
 * weights:  list of text rule, 1 shadow, 4 heaviest, list of 8 day, 8 units
 * torrents: list of 20 info-hash, 1 withEffect | 4 named | 4 namedWithEffect
 * peers:    list of 20 peer id
 * decision: 1 verdict (-1: none) [text case id | 8 at]
 * effect:   8 at | 1 level | 8 until | 4 quarantines | 1 released | 8 clearedAt
 * </pre>
 */
public final class SuspectCodec {
  public static final StateCodec<Suspect> CODEC =
      StateCodec.of("a suspect", 1, SuspectCodec::write, SuspectCodec::read);

  private static void write(Suspect suspect, StateOutput out) {
    out.writeEnum(suspect.identity());
    writeFile(suspect.file(), out);
    out.writeShort(suspect.weights().rules().size());
    suspect.weights().rules().forEach(rule -> writeWeight(rule, out));
    var torrents = suspect.torrents();
    out.writeShort(torrents.swarms().size());
    torrents.swarms().forEach(s -> out.writeInfoHash(s.infoHash()).writeFlag(s.withEffect()));
    out.writeInt(torrents.named()).writeInt(torrents.namedWithEffect());
    out.writeShort(suspect.peerIds().size());
    suspect.peerIds().forEach(out::writePeerId);
    writeDecision(suspect.decision(), out);
    var effect = suspect.effect();
    out.writeLong(effect.atMs()).writeByte(effect.level()).writeLong(effect.untilMs());
    out.writeInt(effect.quarantines()).writeFlag(effect.released());
    out.writeLong(effect.clearedAtMs());
  }

  private static void writeFile(CaseFile file, StateOutput out) {
    writeText(file.id(), out);
    out.writeLong(file.openedAtMs()).writeInt(file.findings());
    out.writeLong(file.newestMs()).writeLong(file.evidenceMs()).writeFlag(file.expired());
    out.writeShort(file.recent().size());
    for (var finding : file.recent()) {
      writeText(finding.id(), out);
      writeText(finding.rule(), out);
      out.writeLong(finding.atMs()).writeInt(finding.weight()).writeFlag(finding.shadow());
      var infoHash = finding.infoHash();
      out.writeFlag(infoHash != null);
      if (infoHash != null) {
        out.writeInfoHash(infoHash);
      }
      out.writeInt(finding.torrents());
    }
  }

  private static void writeWeight(RuleWeight weight, StateOutput out) {
    writeText(weight.rule(), out);
    out.writeFlag(weight.shadow()).writeInt(weight.heaviest()).writeShort(weight.cells().size());
    weight.cells().forEach(cell -> out.writeLong(cell.day()).writeLong(cell.units()));
  }

  private static void writeDecision(@Nullable OperatorDecision decision, StateOutput out) {
    out.writeEnum(decision == null ? null : decision.verdict());
    if (decision != null) {
      writeText(decision.caseId(), out);
      out.writeLong(decision.atMs());
    }
  }

  private static void writeText(String text, StateOutput out) {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeShort(bytes.length).writeBytes(bytes);
  }

  private static Suspect read(StateInput in) {
    var identity = in.readEnum(Identity.values());
    var file = readFile(in);
    var weights = new ArrayList<RuleWeight>();
    for (int left = length(in); left > 0; left--) {
      weights.add(readWeight(in));
    }
    var swarms = new ArrayList<TorrentsSeen.Swarm>();
    for (int left = length(in); left > 0; left--) {
      swarms.add(new TorrentsSeen.Swarm(in.readInfoHash(), in.readFlag()));
    }
    var torrents = new TorrentsSeen(swarms, in.readInt(), in.readInt());
    var peers = new ArrayList<PeerId>();
    for (int left = length(in); left > 0; left--) {
      peers.add(in.readPeerId());
    }
    var decision = readDecision(in);
    var effect =
        new Effect(
            in.readLong(),
            in.readByte(),
            in.readLong(),
            in.readInt(),
            in.readFlag(),
            in.readLong());
    return new Suspect(identity, file, new Weights(weights), torrents, peers, decision, effect);
  }

  private static CaseFile readFile(StateInput in) {
    var id = text(in);
    long openedAtMs = in.readLong();
    int findings = in.readInt();
    long newestMs = in.readLong();
    long evidenceMs = in.readLong();
    boolean expired = in.readFlag();
    var recent = new ArrayList<SeenFinding>();
    for (int left = length(in); left > 0; left--) {
      recent.add(
          new SeenFinding(
              text(in),
              text(in),
              in.readLong(),
              in.readInt(),
              in.readFlag(),
              readInfoHash(in),
              in.readInt()));
    }
    return new CaseFile(id, openedAtMs, findings, newestMs, evidenceMs, expired, recent);
  }

  private static @Nullable InfoHash readInfoHash(StateInput in) {
    return in.readFlag() ? in.readInfoHash() : null;
  }

  private static RuleWeight readWeight(StateInput in) {
    var rule = text(in);
    boolean shadow = in.readFlag();
    int heaviest = in.readInt();
    List<RuleWeight.Cell> cells = new ArrayList<>();
    for (int left = length(in); left > 0; left--) {
      cells.add(new RuleWeight.Cell(in.readLong(), in.readLong()));
    }
    return new RuleWeight(rule, shadow, heaviest, cells);
  }

  private static @Nullable OperatorDecision readDecision(StateInput in) {
    var verdict = in.readNullableEnum(CaseVerdict.values());
    return verdict == null ? null : new OperatorDecision(text(in), verdict, in.readLong());
  }

  private static String text(StateInput in) {
    return new String(in.readBytes(length(in)), UTF_8);
  }

  /** None below 0 is ever written: what follows then does not end where the value does. */
  private static int length(StateInput in) {
    return Math.max(0, in.readShort());
  }

  private SuspectCodec() {}
}
