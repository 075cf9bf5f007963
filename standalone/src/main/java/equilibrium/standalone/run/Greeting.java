package equilibrium.standalone.run;

import equilibrium.platform.KafkaSettings;
import java.util.Objects;

/** What {@code up} says when it serves. */
public final class Greeting {

  public static String of(Tracker tracker) {
    var platform = tracker.platform();
    var ops = tracker.ops();
    return """
    Equilibrium serves.
      announce    %s
      operate     http://%s:%d/status (/livez, /readyz, /metrics)
      Kafka       %s
      PostgreSQL  %s (user analyst, no password)
      data        %s
      guarantee   log, one broker: an announce answered without a warning survives the process,
                  but not a power cut
    """
        .formatted(
            String.join("\n              ", tracker.announceUrls()),
            ops.getHostString(),
            ops.getPort(),
            Objects.requireNonNull(platform.kafka().clients().get(KafkaSettings.BOOTSTRAP)),
            platform.postgres().url().replace("jdbc:", ""),
            tracker.data());
  }

  private Greeting() {}
}
