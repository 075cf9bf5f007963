package equilibrium.projector.loop;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Database.class)
class WatchTest {

  @Test
  void itTriesAgainUntilAClientOfKafkaCanBeMade() throws InterruptedException {
    var attempts = new CountDownLatch(2);
    var platform = Rig.withoutKafkasAddress();
    try (var status = new ProjectorStatus(platform, Set.of());
        var watch =
            new Watch(
                platform,
                () -> {
                  attempts.countDown();
                  throw new KafkaException("No resolvable bootstrap urls");
                },
                Set.of(),
                status)) {
      watch.start();

      assertThat(attempts.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
