package equilibrium.anomaly.episode;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.SwarmKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * R2: a client claims an upload where nobody received a byte and no leecher was present. Guards:
 * DHT, PEX and other trackers (public torrents weigh a tenth; web seeds do not send to others), a
 * leecher that announced once and never again (its presence is enough), an interval of lag, two
 * episodes.
 */
final class UploadWithoutReceivers implements EpisodeRule {

  static boolean applies(Situation situation, Activity uploader) {
    var limits = situation.limits();
    double size = situation.episode().getSizeBytes();
    double least =
        Math.max(
            (double) limits.unreceived().leastBytes(), limits.unreceived().leastShare() * size);
    long fromMs = uploader.sinceMs() - 2 * limits.interval().toMillis();
    return uploader.uploaded() > least
        && situation.receivedByOthers(uploader) == 0
        && situation.clients().values().stream()
            .filter(other -> !other.clientId().equals(uploader.clientId()))
            .noneMatch(other -> other.isLeecher() && other.lastAtMs() >= fromMs);
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
        .filter(member -> member.unreceived() >= situation.limits().unreceived().episodes())
        .map(member -> finding(situation, client, member));
  }

  private static Anomaly.Builder finding(Situation situation, Activity client, Member member) {
    var limits = situation.limits().unreceived();
    boolean isPrivate = situation.episode().getKind() == SwarmKind.PRIVATE;
    return situation
        .finding("R2", member)
        .setEpisodes(situation.positions(List.of(member.signOffset(), member.lastSignOffset())))
        .setObserved(client.uploaded())
        .setThreshold((double) limits.leastBytes())
        .setWeight(isPrivate ? limits.privateWeight() : limits.publicWeight())
        .setNumbers(
            Map.of(
                "episodes", (double) member.unreceived(),
                "private", isPrivate ? 1.0 : 0.0,
                "sizeBytes", (double) situation.episode().getSizeBytes()))
        .setSummary(
            String.format(
                Locale.ROOT,
                "The client claims to have uploaded %.0f MB where nobody received a byte and no"
                    + " other leecher was present; episode %d of this kind in the torrent.",
                client.uploaded() / 1e6,
                member.unreceived()));
  }
}
