package equilibrium.scoring.stream;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.testing.event.SampleEvents;
import org.jspecify.annotations.Nullable;

/** Announces for tests, with default values of the other fields. Each has the next id of node 1. */
public final class Announces {
  /** 2026-11-20 00:00:00 UTC. */
  public static final long START_MS = 1_795_132_800_000L;

  /** Seconds between the announces of a client. */
  public static final long INTERVAL = 1_800;

  /** Seconds for which a peer lives without announcing. */
  static final long LIFETIME = 4_200;

  /** In seconds. */
  static final long HOUR = 3_600;

  public static final long GIB = 1L << 30;
  public static final InfoHash SWARM = infoHash(1);
  static final PeerId PEER = peerId(1);
  public static final ClientId CLIENT = clientId(1);

  private long sequence;

  /** An announce at a second after {@link #START_MS}; counters in bytes, null: not reported. */
  public record Report(
      long second,
      AnnounceEvent event,
      @Nullable Long uploaded,
      @Nullable Long downloaded,
      @Nullable Long left) {}

  public Announced by(int swarm, int peer, int client, Report report) {
    return SampleEvents.announced()
        .setEventId(new EventId(1L, START_MS, sequence++))
        .setReceivedAtMs(START_MS + report.second * 1_000)
        .setInfoHash(infoHash(swarm))
        .setPeerId(peerId(peer))
        .setClientId(clientId(client))
        .setNetworkId(clientId(client))
        .setEvent(report.event)
        .setUploaded(report.uploaded)
        .setDownloaded(report.downloaded)
        .setLeft(report.left)
        .setSessionStartedAtMs(START_MS)
        .build();
  }

  public Announced by(Report report) {
    return by(1, 1, 1, report);
  }

  public static Report seeds(long second, long uploaded) {
    return new Report(second, AnnounceEvent.NONE, uploaded, 0L, 0L);
  }

  public static Report leeches(long second, long downloaded, long left) {
    return new Report(second, AnnounceEvent.NONE, 0L, downloaded, left);
  }

  public static InfoHash infoHash(int number) {
    return new InfoHash(numbered(20, number));
  }

  public static PeerId peerId(int number) {
    return new PeerId(numbered(20, number));
  }

  public static ClientId clientId(int number) {
    return new ClientId(numbered(16, number));
  }

  private static byte[] numbered(int size, int number) {
    byte[] bytes = new byte[size];
    bytes[0] = (byte) (number >> 8);
    bytes[1] = (byte) number;
    return bytes;
  }
}
