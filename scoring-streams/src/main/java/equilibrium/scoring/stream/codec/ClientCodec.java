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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

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
  public static final Serde<Client> SERDE =
      ByteCodec.of(
          "a client",
          "layout 2, 207 bytes and 18 for each sum and 8 for each of its cells",
          ClientCodec::write,
          ClientCodec::read);

  private static final byte LAYOUT = 2;
  private static final int HEADER = 207;
  private static final int SUM_HEADER = 18;
  private static final Identity[] IDENTITIES = Identity.values();
  private static final SumKind[] KINDS = SumKind.values();

  private static ByteBuffer write(Client client) {
    var out = ByteCodec.layout(LAYOUT, size(client));
    var activity = client.activity();
    out.put(ByteCodec.symbol(activity.identity())).put(activity.networkId().bytes());
    out.putLong(activity.firstMs()).putLong(activity.lastMs());
    write(client.evaluation(), out);
    PopulationCodecs.write(client.entry(), out);
    var suspicion = client.suspicion();
    out.putInt(suspicion.weight()).putLong(suspicion.atMs()).put((byte) suspicion.level());
    out.putLong(client.online().newest());
    for (long word : client.online().counted()) {
      out.putLong(word);
    }
    out.put((byte) client.sums().size());
    client.sums().forEach(sum -> write(sum, out));
    return out;
  }

  private static int size(Client client) {
    int size = HEADER;
    for (DecayedSum sum : client.sums()) {
      size += SUM_HEADER + sum.getCells().size() * Long.BYTES;
    }
    return size;
  }

  private static void write(Evaluation evaluation, ByteBuffer out) {
    var parts = evaluation.parts();
    out.putLong(evaluation.atMs());
    out.putShort((short) parts.getRecentSeedingSize());
    out.putShort((short) parts.getAverageSeedingSize());
    out.putShort((short) parts.getSeedingTime()).putShort((short) parts.getRatio());
    out.putShort((short) evaluation.score());
    var tier = evaluation.tier();
    out.put((byte) tier.tier()).put((byte) tier.best()).putLong(tier.roseMs());
    out.putLong(tier.aboveMs()).putLong(tier.belowMs());
  }

  private static void write(DecayedSum sum, ByteBuffer out) {
    out.put(ByteCodec.symbol(sum.getKind()));
    out.putLong(sum.getHalfLifeSeconds()).putLong(sum.getNewestEpoch());
    out.put((byte) sum.getCells().size());
    sum.getCells().forEach(out::putLong);
  }

  private static @Nullable Client read(ByteBuffer in) {
    if (in.get() != LAYOUT) {
      return null;
    }
    var activity =
        new Activity(IDENTITIES[in.get()], ByteCodec.clientId(in), in.getLong(), in.getLong());
    var evaluation = evaluation(in);
    var entry = PopulationCodecs.entry(in);
    var suspicion = new SuspicionState(in.getInt(), in.getLong(), in.get());
    var online = online(in);
    return new Client(activity, sums(in), online, suspicion, evaluation, entry);
  }

  private static Evaluation evaluation(ByteBuffer in) {
    long atMs = in.getLong();
    var parts =
        new ScoreParts(
            (int) in.getShort(), (int) in.getShort(), (int) in.getShort(), (int) in.getShort());
    int score = in.getShort();
    var tier = new TierState(in.get(), in.get(), in.getLong(), in.getLong(), in.getLong());
    return new Evaluation(atMs, parts, score, tier);
  }

  private static OnlineTime online(ByteBuffer in) {
    long newest = in.getLong();
    long[] words = new long[OnlineTime.WORDS];
    for (int i = 0; i < words.length; i++) {
      words[i] = in.getLong();
    }
    return OnlineTime.of(newest, words);
  }

  private static List<DecayedSum> sums(ByteBuffer in) {
    int number = in.get();
    var sums = new ArrayList<DecayedSum>(number);
    for (int i = 0; i < number; i++) {
      sums.add(new DecayedSum(KINDS[in.get()], in.getLong(), in.getLong(), cells(in)));
    }
    return sums;
  }

  private static List<Long> cells(ByteBuffer in) {
    int number = in.get();
    var cells = new ArrayList<Long>(number);
    for (int i = 0; i < number; i++) {
      cells.add(in.getLong());
    }
    return cells;
  }

  private ClientCodec() {}
}
