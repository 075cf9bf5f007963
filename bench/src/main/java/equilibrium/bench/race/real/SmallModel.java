package equilibrium.bench.race.real;

import equilibrium.bench.race.SwarmKind;
import equilibrium.bench.race.SwarmModel;
import java.time.Duration;
import java.util.Map;

/**
 * The model of the simulation, made small enough for real peers. All times are divided by the pace,
 * all rates by {@value #THRIFT}, and the content by both. So a download takes a pace-th of the time
 * that it takes in the simulation.
 *
 * @param pace how many times as fast as in the simulation time runs
 */
record SmallModel(SwarmKind kind, int pace) {
  /** At a fifth of the rates, 120 peers leave most of a core idle. */
  private static final int THRIFT = 5;

  /** libtorrent chooses so often whom it serves, real seconds. */
  private static final int LIBTORRENTS_CHOKING_S = 15;

  private static final double PEER_LIFETIME_S = 4_200;

  /** After so many seconds of the simulation a leecher is given up. */
  private static final double LAST_S = 4 * 3_600;

  /** Size of the content, bytes. */
  int contentBytes() {
    return Math.toIntExact(SwarmModel.CONTENT_BYTES / pace / THRIFT);
  }

  /** Upload of a seeder, bytes per second. */
  int seederUpload(int tier) {
    return small(kind.upload(tier));
  }

  /** Upload of a leecher, bytes per second. */
  int leecherUpload() {
    return small(SwarmModel.LEECHER_UPLOAD);
  }

  /** Download of a leecher, bytes per second. */
  int download() {
    return small(SwarmModel.DOWNLOAD);
  }

  private static int small(double rate) {
    return (int) Math.round(rate / THRIFT);
  }

  /** The seconds of the simulation between two of libtorrent's choices. */
  int chokingS() {
    return LIBTORRENTS_CHOKING_S * pace;
  }

  /** All leechers arrive within this time. */
  Duration arrivals() {
    return real(kind.arrivalsS());
  }

  /** A leecher that is complete seeds for so long. */
  Duration stay() {
    return real(SwarmModel.STAY_S);
  }

  /** A leecher that is not complete then is given up. */
  Duration patience() {
    return real(LAST_S);
  }

  private Duration real(double seconds) {
    return Duration.ofMillis(Math.round(1_000 * seconds / pace));
  }

  /** The time that a real duration stands for, minutes. */
  double minutes(double realSeconds) {
    return realSeconds * pace / 60;
  }

  /** Settings of an ingress. */
  Map<String, String> settings() {
    return Map.of(
        "selection.tier-step", text(SwarmModel.CLIMBING_S),
        "ingress.interval", text(SwarmModel.INTERVAL_S),
        "ingress.climbing-interval", text(SwarmModel.CLIMBING_S),
        "ingress.min-interval", text(SwarmModel.CLIMBING_S),
        "ingress.peer-lifetime", text(PEER_LIFETIME_S));
  }

  private String text(double seconds) {
    return Math.max(1, Math.round(seconds / pace)) + "s";
  }
}
