package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.AnnounceOrigin;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Tick;
import equilibrium.testing.event.SampleEvents;
import java.util.Arrays;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which announces a node skips when they come back from the log: its own process's. */
class AnnounceOriginTest {
  private static final long BOOT = 1_800_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "0, 0, true",
    "0, 9223372036854775807, true",
    "1, 0, false",
    "-1, 0, false",
    "9223372036854775807, 0, false"
  })
  void onlyAnnouncesOfTheSameBootAreOwn(long bootLater, long sequence, boolean own) {
    var process = new AnnounceOrigin(7, BOOT);

    assertThat(process.published(announce(7, BOOT + bootLater, sequence))).isEqualTo(own);
  }

  @ParameterizedTest
  @CsvSource({"7, true", "6, false", "8, false", "903, false", "9223372036854775807, false"})
  void onlyAnnouncesOfTheSameNodeAreOwn(long node, boolean own) {
    var process = new AnnounceOrigin(7, BOOT);

    assertThat(process.published(announce(node, BOOT, 5))).isEqualTo(own);
  }

  @Test
  void ticksAndDamagedRecordsAreNotOwn() {
    var process = new AnnounceOrigin(7, BOOT);
    byte[] whole = announce(7, BOOT, 5);

    assertThat(process.published(bytes(new Tick(7L, BOOT)))).isFalse();
    assertThat(process.published(null)).isFalse();
    assertThat(process.published(new byte[0])).isFalse();
    assertThat(process.published(Arrays.copyOf(whole, 12))).isFalse();
  }

  private static byte[] announce(long node, long boot, long sequence) {
    return bytes(SampleEvents.announced().setEventId(new EventId(node, boot, sequence)).build());
  }

  private static byte[] bytes(SpecificRecord event) {
    return Topics.ANNOUNCES.value().serializer().serialize("announces", event);
  }
}
