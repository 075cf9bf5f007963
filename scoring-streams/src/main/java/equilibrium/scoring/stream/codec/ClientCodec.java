package equilibrium.scoring.stream.codec;

import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.client.Activity;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.Evaluation;
import equilibrium.scoring.client.OnlineTime;
import equilibrium.scoring.client.SuspicionState;
import equilibrium.scoring.client.TierState;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;

/**
 * A client in its store, 207 bytes and its sums:
 *
 * <pre>
 *   0 layout (1)       1 identity (1)   2 network id (16)
 *  18 first seen      26 last seen     34 evaluated
 *  42 parts: recent, average, time, ratio (2 each)        50 score (2)
 *  52 tier, best (1 each)              54 rose, above since, below since
 *  78 entry: score (2)                80 eligible (1)    81 network id (16)
 *  97 suspicion: weight (4), at, level (1)
 * 110 online: newest sample, 11 words of samples
 * 206 number of sums (1), then each: kind (1), half-life, newest epoch, number of cells (1), cells
 * </pre>
 *
 * Each sum has the half-life of the rules under which it was added up.
 */
public final class ClientCodec {
  static final StateCodec<Client> CODEC =
      StateCodec.of("a client", 2, ClientCodec::write, ClientCodec::read);
  public static final Serde<Client> SERDE = CODEC.serde();

  private static final Identity[] IDENTITIES = Identity.values();
  private static final SumKind[] KINDS = SumKind.values();

  private static void write(Client client, StateOutput out) {
    var activity = client.activity();
    out.writeEnum(activity.identity()).writeClientId(activity.networkId());
    out.writeLong(activity.firstMs()).writeLong(activity.lastMs());
    write(client.evaluation(), out);
    PopulationCodecs.write(client.entry(), out);
    var suspicion = client.suspicion();
    out.writeInt(suspicion.weight()).writeLong(suspicion.atMs()).writeByte(suspicion.level());
    out.writeLong(client.online().newest());
    for (long word : client.online().counted()) {
      out.writeLong(word);
    }
    out.writeByte(client.sums().size());
    client.sums().forEach(sum -> write(sum, out));
  }

  private static void write(Evaluation evaluation, StateOutput out) {
    var parts = evaluation.parts();
    out.writeLong(evaluation.atMs());
    out.writeShort(parts.getRecentSeedingSize()).writeShort(parts.getAverageSeedingSize());
    out.writeShort(parts.getSeedingTime()).writeShort(parts.getRatio());
    out.writeShort(evaluation.score());
    var tier = evaluation.tier();
    out.writeByte(tier.tier()).writeByte(tier.best());
    out.writeLong(tier.roseMs()).writeLong(tier.aboveMs()).writeLong(tier.belowMs());
  }

  private static void write(DecayedSum sum, StateOutput out) {
    out.writeEnum(sum.getKind());
    out.writeLong(sum.getHalfLifeSeconds()).writeLong(sum.getNewestEpoch());
    out.writeByte(sum.getCells().size());
    sum.getCells().forEach(out::writeLong);
  }

  private static Client read(StateInput in) {
    var activity =
        new Activity(in.readEnum(IDENTITIES), in.readClientId(), in.readLong(), in.readLong());
    var evaluation = evaluation(in);
    var entry = PopulationCodecs.entry(in);
    var suspicion = new SuspicionState(in.readInt(), in.readLong(), in.readByte());
    var online = online(in);
    return new Client(activity, sums(in), online, suspicion, evaluation, entry);
  }

  private static Evaluation evaluation(StateInput in) {
    long atMs = in.readLong();
    var parts = new ScoreParts(in.readShort(), in.readShort(), in.readShort(), in.readShort());
    int score = in.readShort();
    var tier =
        new TierState(in.readByte(), in.readByte(), in.readLong(), in.readLong(), in.readLong());
    return new Evaluation(atMs, parts, score, tier);
  }

  private static OnlineTime online(StateInput in) {
    long newest = in.readLong();
    long[] words = new long[OnlineTime.WORDS];
    for (int i = 0; i < words.length; i++) {
      words[i] = in.readLong();
    }
    return OnlineTime.of(newest, words);
  }

  private static List<DecayedSum> sums(StateInput in) {
    int number = in.readByte();
    var sums = new ArrayList<DecayedSum>();
    for (int i = 0; i < number; i++) {
      sums.add(new DecayedSum(in.readEnum(KINDS), in.readLong(), in.readLong(), cells(in)));
    }
    return sums;
  }

  private static List<Long> cells(StateInput in) {
    int number = in.readByte();
    var cells = new ArrayList<Long>();
    for (int i = 0; i < number; i++) {
      cells.add(in.readLong());
    }
    return cells;
  }

  private ClientCodec() {}
}
