package equilibrium.analyst.replay;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.platform.Settings;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.AttributionRun;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.testing.event.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Client 1 claims 500 MB in each of six swarms that nobody received. */
class AttributionCheckTest {
  private static final AnomalyConfig CONFIG =
      AnomalyConfig.from(new Settings(null, Map.of(), Map.of()));
  private static final long MB = 1_000_000;
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;

  /** Offsets of episodes in the topic, which has gaps. */
  private static final int GAP = 3;

  private final FoldedEpisodes episodes = new FoldedEpisodes();
  private final Findings findings = new Findings("attribution");
  private final AttributionCheck check = new AttributionCheck(CONFIG, findings);

  @BeforeEach
  void fold() {
    for (int i = 0; i < 6; i++) {
      episodes.add(episode(i, 500), new Position(1, (long) GAP * i));
    }
  }

  @Test
  void theSameFindingsAreEqual() {
    var run = run(6 * GAP);

    check.compare(run, episodes, written(6), true);

    assertThat(findings.areNone()).isTrue();
    assertThat(findings.lines().getFirst()).containsPattern("attribution +1 equal +0 differ");
  }

  /** A sixth of the episodes came after the run had read the topic. */
  @Test
  void onlyEpisodesBeforeTheRecordedEndsCount() {
    check.compare(run(5 * GAP), episodes, written(6), true);

    assertThat(findings.areNone()).isFalse();
    assertThat(findings.lines().toString())
        .contains("A2 of client " + "01".repeat(16), "numbers is", "episodes is");
  }

  @Test
  void aFindingThatOneSideLacksIsNamed() {
    check.compare(run(6 * GAP), episodes, List.of(), true);
    assertThat(findings.lines().toString()).contains(": the topic has none");
    var other = Anomaly.newBuilder(written(6).getFirst()).setRule("A3").build();

    check.compare(run(6 * GAP), episodes, List.of(written(6).getFirst(), other), true);

    assertThat(findings.lines().toString()).contains("A3 of client", ": the fold has none");
  }

  @Test
  void whatWasForgottenIsNotCompared() {
    check.compare(run(6 * GAP), episodes, List.of(), false);
    episodes.forgotten(episode(6, 500));
    check.compare(run(6 * GAP), episodes, written(6), true);

    assertThat(findings.areNone()).isTrue();
    assertThat(findings.lines().getFirst()).containsPattern("attribution +0 equal +0 differ");
  }

  @Test
  void aRunThatIsNotDoneOrOfOtherRulesIsNotCompared() {
    check.compare(
        AttributionRun.newBuilder(run(6 * GAP)).setDone(false).build(), episodes, List.of(), true);
    check.compare(
        AttributionRun.newBuilder(run(6 * GAP)).setRulesVersion(1).build(),
        episodes,
        List.of(),
        true);

    assertThat(findings.areNone()).isTrue();
  }

  private static AttributionRun run(long end) {
    return AttributionRun.newBuilder()
        .setDay(0L)
        .setSinceMs(-29 * DAY_MS)
        .setUntilMs(DAY_MS)
        .setEnds(List.of(0L, end))
        .setRulesVersion(2)
        .setFindings(1)
        .setDone(true)
        .build();
  }

  /** As the program publishes them, of so many episodes. */
  private static List<Anomaly> written(int count) {
    var read = new ArrayList<SwarmEpisode>();
    for (int i = 0; i < count; i++) {
      read.add(episode(i, 500));
    }
    return AnomalyDetection.attribution(CONFIG, read, DAY_MS).stream()
        .map(each ->
            Anomaly.newBuilder(each)
                .setEpisodes(
                    each.getEpisodes().stream()
                        .map(at -> new Position(1, GAP * at.getOffset()))
                        .toList())
                .setShadow(false)
                .build())
        .toList();
  }

  private static SwarmEpisode episode(int swarm, int faked) {
    return SwarmEpisode.newBuilder()
        .setInfoHash(Ids.infoHash(swarm))
        .setStartMs(swarm * HOUR_MS)
        .setEndMs((swarm + 1) * HOUR_MS)
        .setClosedBy(EpisodeEnd.GAP)
        .setUploaded((500 + faked) * MB)
        .setDownloaded(500 * MB)
        .setDiscarded(0)
        .setSizeBytes(1_000 * MB)
        .setClaims(List.of(claim(1, faked, 0), claim(10 + swarm, 500, 0), claim(90, 0, 500)))
        .build();
  }

  private static EpisodeClaim claim(int client, int uploadedMb, int downloadedMb) {
    return EpisodeClaim.newBuilder()
        .setClientId(Ids.clientId(client))
        .setNetworkId(Ids.clientId(client))
        .setIdentity(Identity.KEY)
        .setPeerId(Ids.peerId(client))
        .setUploaded(uploadedMb * MB)
        .setDownloaded(downloadedMb * MB)
        .setDiscarded(0)
        .setAnnounces(4)
        .setLeecherAnnounces(downloadedMb > 0 ? 4 : 0)
        .setFirstAtMs(0)
        .setLastAtMs(HOUR_MS)
        .build();
  }
}
