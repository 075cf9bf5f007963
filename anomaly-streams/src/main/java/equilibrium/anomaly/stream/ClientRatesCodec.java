package equilibrium.anomaly.stream;

import equilibrium.anomaly.rate.Claim;
import equilibrium.anomaly.rate.ClientRates;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import java.util.ArrayList;

/**
 * The claims of a client in their store, big-endian.
 *
 * <pre>
 * 1 layout | 1 reported (0 none, 1 soft, 2 hard) | 8 reportedAt | claims as {@link ClaimCodec} has
 *   them
 * </pre>
 */
final class ClientRatesCodec {
  static final StateCodec<ClientRates> CODEC =
      StateCodec.of("claims of a client", 1, ClientRatesCodec::write, ClientRatesCodec::read);

  private static void write(ClientRates rates, StateOutput out) {
    out.writeByte(ClaimCodec.code(rates.reported())).writeLong(rates.reportedAtMs());
    rates.claims().forEach(claim -> ClaimCodec.write(claim, out));
  }

  private static ClientRates read(StateInput in) {
    var reported = ClaimCodec.severity(in);
    long reportedAtMs = in.readLong();
    var claims = new ArrayList<Claim>();
    while (in.hasMore()) {
      claims.add(ClaimCodec.read(in));
    }
    return new ClientRates(claims, reported, reportedAtMs);
  }

  private ClientRatesCodec() {}
}
