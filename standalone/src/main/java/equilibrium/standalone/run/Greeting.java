package equilibrium.standalone.run;

import equilibrium.platform.KafkaSettings;
import java.util.Objects;

/** The text that {@code up} prints once it serves. */
public final class Greeting {

  public static String of(Tracker tracker) {
    var platform = tracker.platform();
    var ops = tracker.ops();
    return """
    Equilibrium is ready.
      announce    %s
      console     %s
      operate     http://%s:%d/status (/livez, /readyz, /metrics)
      Kafka       %s (no password: every user of this machine may read and write)
      PostgreSQL  %s (user analyst, no password)
      data        %s
      guarantee   %s
    """
        .formatted(
            String.join("\n              ", tracker.announceUrls()),
            tracker.consoleLink(),
            ops.getHostString(),
            ops.getPort(),
            Objects.requireNonNull(platform.kafka().clients().get(KafkaSettings.BOOTSTRAP)),
            platform.postgres().toString().replace("jdbc:", ""),
            tracker.data(),
            tracker.guarantee());
  }

  private Greeting() {}
}
