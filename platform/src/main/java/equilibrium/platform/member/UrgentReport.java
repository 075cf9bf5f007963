package equilibrium.platform.member;

import equilibrium.platform.KafkaSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A report that Kafka must have before something else happens. */
public final class UrgentReport {
  private static final Logger LOG = LoggerFactory.getLogger(UrgentReport.class);
  private static final int WITHIN_MS = 3_000;

  /**
   * Writes records by a client of its own, and returns when Kafka has them, or after some seconds
   * without.
   */
  public static void send(KafkaSettings kafka, List<ProducerRecord<byte[], byte[]>> report) {
    var settings =
        Map.<String, Object>of(
            "client.id",
            "urgent-report",
            "acks",
            "all",
            "max.block.ms",
            WITHIN_MS,
            "request.timeout.ms",
            WITHIN_MS,
            "delivery.timeout.ms",
            WITHIN_MS,
            "linger.ms",
            0);
    try (var producer =
        new KafkaProducer<>(
            kafka.with(settings), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (var sent : report.stream().map(producer::send).toList()) {
        var _ = sent.get(WITHIN_MS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("topics members and vitals do not have what happens now");
    }
  }

  private UrgentReport() {}
}
