package equilibrium.anomaly.episode;

import java.time.Duration;

/**
 * The thresholds and weights of the rules on episodes (docs/policy.md 3.3). Findings name their
 * version, so each change is a new version. Weights are in thousandths of a nat.
 *
 * @param version counts from 1
 * @param interval of announces, by which reports may lag
 * @param unreceived R2
 * @param sink R3
 * @param alarm A1 and A4
 * @param members clients that are remembered of one swarm; the one that was seen last comes before
 *     others
 */
public record EpisodeLimits(
    int version, Duration interval, Unreceived unreceived, Sink sink, Alarm alarm, int members) {

  /**
   * R2, upload without receivers.
   *
   * @param leastBytes smaller uploads are not judged
   * @param leastShare nor are those of a smaller share of the torrent
   * @param episodes of a client in one swarm before there is a finding
   * @param privateWeight of a torrent whose peers come from trackers only
   * @param publicWeight of any other: DHT and PEX bring peers that the tracker does not see
   */
  public record Unreceived(
      long leastBytes, double leastShare, int episodes, int privateWeight, int publicWeight) {}

  /**
   * R3, more upload than all others received.
   *
   * @param times what others received
   * @param bytes more
   * @param episodes of a client in one swarm before there is a finding
   */
  public record Sink(double times, long bytes, int episodes, int weight) {}

  /**
   * A1 and A4, alarms of a swarm's CUSUM.
   *
   * @param from value of C+ from which there is an alarm
   * @param weight of A1 for a client that has all of the imbalance; others have their share
   * @param leastWeight a smaller share is no finding
   * @param mostOnsetWeight of A4
   * @param balanced z below which an episode is balanced again
   */
  public record Alarm(
      double from, int weight, int leastWeight, int mostOnsetWeight, double balanced) {}

  public static final EpisodeLimits V1 =
      new EpisodeLimits(
          1,
          Duration.ofMinutes(30),
          new Unreceived(64_000_000, 0.01, 2, 2_000, 200),
          new Sink(1.1, 100_000_000, 2, 1_000),
          new Alarm(8, 300, 30, 2_000, 1),
          300);
}
