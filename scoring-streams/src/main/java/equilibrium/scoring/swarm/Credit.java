package equilibrium.scoring.swarm;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Identity;
import equilibrium.scoring.rules.OnlineSamples;
import equilibrium.scoring.rules.SwarmRules;
import equilibrium.scoring.session.Counters;

/**
 * What is added to a client's sums: for the seeding of an announce, or for the bytes of a settled
 * episode. Only within this program.
 *
 * @param atMs effective time
 * @param seeding in the interval that ends at atMs
 * @param uploaded bytes, at most the fair share
 * @param downloaded bytes
 */
public record Credit(
    Identity identity,
    ClientId networkId,
    long atMs,
    Seeding seeding,
    long uploaded,
    long downloaded) {

  /**
   * Time and bytes seeded.
   *
   * @param onlineSeconds before atMs, in which the client was online
   * @param recentByteSeconds byte-seconds seeded * quality * need
   * @param heldByteSeconds bytes held * quality * 1800 s for each sample. The samples are those of
   *     the time online, so that their ratio is an average
   * @param seconds seconds seeded * quality * need
   */
  public record Seeding(
      long onlineSeconds, long recentByteSeconds, long heldByteSeconds, long seconds) {
    public static final Seeding NONE = new Seeding(0, 0, 0, 0);
  }

  /** For the time of an announce. Its bytes are credited when their episode is settled. */
  public static Credit of(Contribution c, SwarmRules rules) {
    return of(c, c.getNeed(), c.getQuality(), rules);
  }

  /** As above, with another need and another quality, in 1024ths. */
  static Credit of(Contribution c, int need, int quality, SwarmRules rules) {
    long seconds = c.getSecondsCredited();
    long sampledSeconds = OnlineSamples.in(c.getAtMs(), seconds) * OnlineSamples.SECONDS;
    long left = Counters.of(c.getLeft());
    long recent = SwarmTotals.byteSeconds(seconds, c.getSizeBytes(), left, rules);
    long held = SwarmTotals.byteSeconds(sampledSeconds, c.getSizeBytes(), left, rules);
    var seeding =
        new Seeding(
            c.getSecondsOnline(),
            Worth.weighted(Worth.weighted(recent, quality), need),
            Worth.weighted(held, quality),
            seconds * quality * need / (Worth.ONE * Worth.ONE));
    return new Credit(c.getIdentity(), c.getNetworkId(), c.getAtMs(), seeding, 0, 0);
  }
}
