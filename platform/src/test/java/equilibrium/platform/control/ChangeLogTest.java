package equilibrium.platform.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.SettingOverride;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeLogTest {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Each of them would wait for Kafka as long as the first one. */
  @Test
  void manyChangesAreGivenUpWithTheFirstOneWhileKafkaIsAway() throws Exception {
    var changes = Collections.nCopies(100, new Change<String, SettingOverride>("key", null));
    try (var log = new ChangeLog(away(), "test", PATIENCE)) {
      long startNs = System.nanoTime();

      assertThatThrownBy(() -> log.send(Topics.OVERRIDES, changes))
          .isInstanceOf(NotPublished.class);

      assertThat(Duration.ofNanos(System.nanoTime() - startNs))
          .isBetween(PATIENCE, PATIENCE.multipliedBy(10));
    }
  }

  /** Of a port on which nobody listens. */
  private static KafkaSettings away() throws Exception {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = "127.0.0.1:" + free.getLocalPort();
      return new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, address), 1, 1);
    }
  }
}
