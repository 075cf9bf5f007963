package equilibrium.ingress.answer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.TrackerInside;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.Announce.Trace;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.net.Addresses;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.Encryption;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.TrackerIdVerdict;
import equilibrium.schemas.event.Transport;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An event holds what the announce said, each in its place. */
class EventWriterTest {
  private static final InfoHash INFO_HASH =
      new InfoHash(ByteBuffer.allocate(20).putInt(4, 1).array());
  private static final PeerId PEER_ID = new PeerId("-LT1200-everything--".getBytes(ISO_8859_1));
  private static final Address ADDRESS = Addresses.of(InetAddress.ofLiteral("192.0.2.9"));

  private final UnwiredTracker tracker = new UnwiredTracker();

  @Test
  void everythingThatIsSaidIsRecorded() {
    var client = TrackerInside.ADDRESS_IDS.of(ADDRESS);
    tracker.inside.state().clients().tier(client.bytes(), 2);
    for (int i = 1; i <= 4; i++) {
      var peerId = "-LT1200-other------%d".formatted(i);
      var _ = tracker.announceTo(1, "192.0.2." + i, peerId, AnnounceEvent.STARTED, i / 4);
    }
    tracker.nowMs += 1;
    var announce =
        new Announce()
            .from(new Source(ADDRESS, Transport.HTTPS, true))
            .session(INFO_HASH.bytes(), PEER_ID.bytes())
            .port(2001)
            .event(AnnounceEvent.PAUSED)
            .counters(11, 12, 13)
            .losses(14, 15)
            .claim(1, 2)
            .claim(3, 4)
            .key(16)
            .numWant(17)
            .trace(new Trace("agent", 18L, true, Encryption.REQUIRED, "no id of ours"));

    var accepted = (Accepted) tracker.announce(announce);

    var event = TrackerInside.announced(accepted);
    assertThat(event)
        .isEqualTo(
            new Announced(
                new EventId(1L, 2L, 4L),
                tracker.nowMs,
                INFO_HASH,
                PEER_ID,
                client,
                Identity.ADDRESS,
                client,
                ADDRESS,
                AddressFamily.IPV4,
                0,
                true,
                2001,
                AnnounceEvent.PAUSED,
                11L,
                12L,
                13L,
                14L,
                15L,
                List.of(claimed(1, 2), claimed(3, 4)),
                16,
                17,
                Transport.HTTPS,
                Encryption.REQUIRED,
                "agent",
                TrackerIdVerdict.FOREIGN,
                18L,
                true,
                tracker.nowMs,
                new Answer(
                    Policy.TIER_BACKOFF,
                    2,
                    tracker.found.ceiling(),
                    3,
                    2,
                    1, // a partial seeder is given no seeders
                    0,
                    accepted.interval(),
                    true,
                    event.getAnswer().getMicros())));
    assertThat(event.getAnswer().getMicros()).isNotNegative();
  }

  private static Address claimed(long high, long low) {
    return new Address(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }
}
