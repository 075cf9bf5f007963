package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What no client can be made with is refused at once; a broker that is away is not. */
class KafkaSettingsTest {
  @Test
  void brokersThatAreAwayOrUnknownAreGood() {
    assertThatCode(() -> read("kafka.bootstrap.servers", "kafka.invalid:9092, [::1]:1"))
        .doesNotThrowAnyException();
  }

  @Test
  void anAddressWithoutAPortIsRefused() {
    assertThatThrownBy(() -> read("kafka.bootstrap.servers", "a:9092,b"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("kafka.bootstrap.servers has \"b\", expected host:port");
  }

  @Test
  void aValueThatKafkaRefusesIsNamed() {
    assertThatThrownBy(() -> read("kafka.request.timeout.ms", "soon"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("request.timeout.ms")
        .hasMessageContaining("soon");
  }

  private static void read(String key, String value) {
    var settings = new Settings(null, Map.of(), Map.of(key, value));
    var _ = KafkaSettings.from(settings);
    settings.verify();
  }
}
