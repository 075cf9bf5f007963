package equilibrium.bench.detect;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DailyAttributionTest {
  private static final long DAY_MS = 86_400_000;

  private final List<String> runs = new ArrayList<>();
  private final DailyAttribution attribution =
      new DailyAttribution(
          (episodes, untilMs) -> {
            runs.add(untilMs / DAY_MS + ": " + episodes.size());
            return List.of();
          },
          100 * DAY_MS + 1);

  @Test
  void itRunsOnceADayOverTheEpisodesOfThirtyDays() {
    attribution.add(episode(100 * DAY_MS));
    attribution.add(episode(101 * DAY_MS));

    for (long day = 100; day < 133; day++) {
      attribution.due(day * DAY_MS + 5);
      attribution.due(day * DAY_MS + 6);
    }

    assertThat(runs).hasSize(32).startsWith("101: 1", "102: 2").endsWith("131: 1", "132: 0");
  }

  private static SwarmEpisode episode(long endMs) {
    return SwarmEpisode.newBuilder()
        .setInfoHash(new InfoHash(new byte[20]))
        .setStartMs(endMs)
        .setEndMs(endMs)
        .setClosedBy(EpisodeEnd.GAP)
        .setUploaded(0)
        .setDownloaded(0)
        .setDiscarded(0)
        .setSizeBytes(0)
        .setClaims(List.of())
        .build();
  }
}
