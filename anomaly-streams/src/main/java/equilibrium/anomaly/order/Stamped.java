package equilibrium.anomaly.order;

import equilibrium.schemas.event.Identity;

/**
 * A record on its way to its client.
 *
 * @param identity what the client's id was derived from
 * @param sourceVerified whether the address was proved by a round trip
 */
public record Stamped(Stamp stamp, Identity identity, boolean sourceVerified, Payload payload) {

  /** Time of a partition, which is sent to all. */
  public static Stamped passed(Source source, int partition, long minuteMs) {
    var stamp = new Stamp(minuteMs, minuteMs, source, partition, 0, 0);
    return new Stamped(stamp, Identity.KEY, true, new Payload.Passed());
  }

  public boolean isPassed() {
    return payload instanceof Payload.Passed;
  }
}
