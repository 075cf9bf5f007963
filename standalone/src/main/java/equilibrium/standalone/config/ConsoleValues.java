package equilibrium.standalone.config;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.live.Newest;
import equilibrium.platform.live.NewestTail;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.SettingOverride;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What operators set through the console.
 *
 * @param values by key
 * @param next offset of topic {@code overrides} up to which they are known; -1: they are those of
 *     the process before
 */
public record ConsoleValues(SortedMap<String, String> values, long next) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  public ConsoleValues {
    values = Collections.unmodifiableSortedMap(values);
  }

  /** As the process before left them. */
  static ConsoleValues before(Map<String, String> values) {
    return new ConsoleValues(new TreeMap<>(values), -1);
  }

  /** As Kafka has them now. Throws a {@link Fault} if it does not answer within 10 s. */
  public static ConsoleValues in(KafkaSettings kafka) {
    var read = new CompletableFuture<ConsoleValues>();
    try (var _ =
        NewestTail.start(
            kafka, Topics.OVERRIDES, "settings-reader", now -> read.complete(of(now)))) {
      return read.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new Fault(
          "Kafka at %s has not said within %d s what was set through the console: is it running?"
              .formatted(kafka.clients().get(KafkaSettings.BOOTSTRAP), PATIENCE.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("reading what was set through the console was interrupted", e);
    }
  }

  /** As the topic has them. */
  static ConsoleValues of(Newest<String, SettingOverride> overrides) {
    var values = new TreeMap<String, String>();
    overrides.values().forEach((key, override) -> values.put(key, override.getValue()));
    return new ConsoleValues(values, overrides.next());
  }
}
