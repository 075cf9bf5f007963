package equilibrium.anomaly.episode;

import equilibrium.schemas.event.Anomaly;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * R3: a client claims more upload than all others together received. Guards: 10 % and 100 MB for
 * lost final reports, two episodes; and where R2 applies, only R2 speaks.
 */
final class SinkBound implements EpisodeRule {

  static boolean applies(Situation situation, Activity uploader) {
    return uploader.uploaded() > bound(situation, uploader)
        && !UploadWithoutReceivers.applies(situation, uploader);
  }

  private static double bound(Situation situation, Activity uploader) {
    var limits = situation.limits().sink();
    return limits.times() * situation.receivedByOthers(uploader) + limits.bytes();
  }

  @Override
  public List<Anomaly.Builder> findings(Situation situation) {
    return situation.clients().values().stream()
        .filter(client -> applies(situation, client))
        .flatMap(client -> finding(situation, client).stream())
        .toList();
  }

  private static Optional<Anomaly.Builder> finding(Situation situation, Activity client) {
    return situation
        .member(client)
        .filter(member -> member.overSink() >= situation.limits().sink().episodes())
        .map(member -> finding(situation, client, member));
  }

  private static Anomaly.Builder finding(Situation situation, Activity client, Member member) {
    double others = situation.receivedByOthers(client);
    return situation
        .finding("R3", member)
        .setEpisodes(situation.positions(List.of(member.signOffset(), member.lastSignOffset())))
        .setObserved(client.uploaded())
        .setThreshold(bound(situation, client))
        .setWeight(situation.limits().sink().weight())
        .setNumbers(Map.of("receivedByOthers", others, "episodes", (double) member.overSink()))
        .setSummary(
            String.format(
                Locale.ROOT,
                "The client claims to have uploaded %.0f MB where all others received %.0f MB;"
                    + " episode %d of this kind in the torrent.",
                client.uploaded() / 1e6,
                others / 1e6,
                member.overSink()));
  }
}
