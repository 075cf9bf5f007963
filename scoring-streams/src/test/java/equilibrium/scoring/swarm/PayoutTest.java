package equilibrium.scoring.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.schemas.event.Identity;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.swarm.Payout.Payment;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class PayoutTest {

  @Test
  void comesBackFromItsStore() {
    var payout =
        new Payout(
            Announces.START_MS,
            List.of(
                new Payment(
                    Announces.clientId(1), Announces.clientId(2), Identity.KEY, 3, 1L << 40, false),
                new Payment(
                    Announces.clientId(4), Announces.clientId(5), Identity.PEER_ID, 6, 7, true)));
    var bytes = Payout.SERDE.serializer().serialize("", payout);
    assertThat(Payout.SERDE.deserializer().deserialize("", bytes)).isEqualTo(payout);
    assertThat(Payout.SERDE.deserializer().deserialize("", null)).isNull();
  }

  @Test
  void bytesOfAnotherLayoutAreRefused() {
    assertThatThrownBy(() -> Payout.SERDE.deserializer().deserialize("", new byte[60]))
        .isInstanceOf(SerializationException.class)
        .hasMessage("a payout of 60 bytes, expected 9 and 50 for each payment in layout 1");
  }
}
