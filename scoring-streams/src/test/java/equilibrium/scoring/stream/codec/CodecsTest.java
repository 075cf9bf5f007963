package equilibrium.scoring.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.client.Activity;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.Cuts;
import equilibrium.scoring.client.Evaluation;
import equilibrium.scoring.client.OnlineTime;
import equilibrium.scoring.client.PopulationEntry;
import equilibrium.scoring.client.ScoreBucket;
import equilibrium.scoring.client.ScoreChange;
import equilibrium.scoring.client.SuspicionState;
import equilibrium.scoring.client.TierState;
import equilibrium.scoring.session.AliasedAnnounce;
import equilibrium.scoring.session.AnnounceHeader;
import equilibrium.scoring.session.AnnounceOrder;
import equilibrium.scoring.session.Claim;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.Owner;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.Traffic;
import equilibrium.scoring.stream.Announces;
import equilibrium.scoring.swarm.Credit;
import equilibrium.scoring.swarm.Credit.Seeding;
import equilibrium.scoring.swarm.NetworkPresence;
import equilibrium.scoring.swarm.Payout;
import equilibrium.scoring.swarm.Payout.Payment;
import equilibrium.scoring.swarm.PeerCounts;
import equilibrium.scoring.swarm.RegisteredTorrent;
import equilibrium.scoring.swarm.SwarmState;
import equilibrium.scoring.swarm.SwarmTotals;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same for each codec; {@code FoldDigestTest} pins the released layouts. */
class CodecsTest {
  private static final Position SOURCE = new Position(3, 1L << 40);
  private static final PopulationEntry ENTRY =
      new PopulationEntry(999, true, Announces.clientId(3));

  /** A value of each shape, with its codec. */
  record Sample<V>(Serde<V> serde, V value) {
    byte[] bytes() {
      return serde.serializer().serialize("", value);
    }

    @Nullable Object read(byte @Nullable [] bytes) {
      return serde.deserializer().deserialize("", bytes);
    }
  }

  static Stream<Sample<?>> samples() {
    return Stream.of(
        new Sample<>(SessionCodec.SERDE, session(-1, Role.SEEDER, Claim.NONE)),
        new Sample<>(SessionCodec.SERDE, session(null, null, Claim.NONE)),
        new Sample<>(
            SessionCodec.SERDE,
            session(7, Role.LEECHER, new Claim(1, new Traffic(2, 3, 4), 5, 6, 7, 8))),
        new Sample<>(SwarmCodec.SERDE, swarm(4L, new Episode(11, 12, new Traffic(1, 2, 3), 16))),
        new Sample<>(SwarmCodec.SERDE, swarm(null, Episode.NONE)),
        new Sample<>(PresenceCodec.SERDE, new NetworkPresence(5, Episode.NEVER)),
        new Sample<>(
            PayoutCodec.SERDE, new Payout(9, List.of(payment(1, false), payment(2, true)))),
        new Sample<>(
            CreditCodec.SERDE,
            new Credit(
                Identity.KEY, Announces.CLIENT, 1, new Seeding(2, 3, 4, 5), 6, Long.MAX_VALUE)),
        new Sample<>(ClientCodec.SERDE, Client.UNKNOWN),
        new Sample<>(ClientCodec.SERDE, client()),
        new Sample<>(RegistrationCodec.SERDE, new RegisteredTorrent(7, null)),
        new Sample<>(RegistrationCodec.SERDE, new RegisteredTorrent(0, Announces.SWARM)),
        new Sample<>(PopulationCodecs.SCORE_BUCKET, new ScoreBucket(1L << 40, 3)),
        new Sample<>(PopulationCodecs.SCORE_CHANGE, new ScoreChange(ENTRY, ENTRY, 5)),
        new Sample<>(PopulationCodecs.CLIENT_IDS, List.of(Announces.CLIENT, Announces.clientId(2))),
        new Sample<>(PopulationCodecs.CUTS, new Cuts(7, List.of(1, 2, 3))),
        new Sample<>(PopulationCodecs.CUTS, Cuts.NONE),
        new Sample<>(AliasedAnnounceCodec.serde(), aliased()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aValueSurvivesItsBytes(Sample<?> sample) {
    assertThat(sample.read(sample.bytes())).isEqualTo(sample.value());
    assertThat(sample.read(null)).isNull();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void bytesOfAnotherLayoutAreRefused(Sample<?> sample) {
    byte[] bytes = sample.bytes();
    bytes[0] = 99;

    assertThatThrownBy(() -> sample.read(bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("of %d bytes in layout 99, expected layout", bytes.length);
  }

  /** The announce at the end of an aliased announce has the size that Avro finds. */
  @ParameterizedTest
  @MethodSource("samples")
  void bytesOfAnotherSizeAreRefused(Sample<?> sample) {
    byte[] bytes = sample.bytes();
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - 2); // one less: a first layout
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);

    assertThatThrownBy(() -> sample.read(shorter)).isInstanceOf(SerializationException.class);
    assertThatThrownBy(() -> sample.read(new byte[0])).isInstanceOf(SerializationException.class);
    if (!(sample.value() instanceof AliasedAnnounce)) {
      assertThatThrownBy(() -> sample.read(longer)).isInstanceOf(SerializationException.class);
    }
  }

  @Test
  void anErrorNamesTheValueAndWhatWasExpected() {
    assertThatThrownBy(() -> PayoutCodec.SERDE.deserializer().deserialize("", new byte[60]))
        .hasMessage(
            "a payout of 60 bytes in layout 0, expected layout 1, 9 bytes and 50 for each payment");
    assertThatThrownBy(() -> CreditCodec.SERDE.deserializer().deserialize("", new byte[0]))
        .hasMessage("a credit of 0 bytes, expected layout 2, 74 bytes");
  }

  /** An identity that this version does not know. */
  @Test
  void aSymbolOfANewerSchemaIsRefused() {
    var credit = new Credit(Identity.KEY, Announces.CLIENT, 1, Seeding.NONE, 0, 0);
    byte[] bytes = CreditCodec.SERDE.serializer().serialize("", credit);
    bytes[1] = 77;

    assertThatThrownBy(() -> CreditCodec.SERDE.deserializer().deserialize("", bytes))
        .isInstanceOf(SerializationException.class);
  }

  /** The first layouts of these had no layout byte. */
  @ParameterizedTest
  @MethodSource("firstLayouts")
  void theFirstLayoutsAreStillRead(Sample<?> sample) {
    byte[] bytes = sample.bytes();
    byte[] first = Arrays.copyOfRange(bytes, 1, bytes.length);

    assertThat(sample.read(first)).isEqualTo(sample.value());
  }

  static Stream<Sample<?>> firstLayouts() {
    return Stream.of(
        new Sample<>(PopulationCodecs.SCORE_BUCKET, new ScoreBucket(1L << 40, 3)),
        new Sample<>(PopulationCodecs.SCORE_BUCKET, new ScoreBucket(1L << 56, 3)), // begins with 1
        new Sample<>(PopulationCodecs.SCORE_CHANGE, new ScoreChange(ENTRY, ENTRY, 5)),
        new Sample<>(PopulationCodecs.CLIENT_IDS, List.of(Announces.clientId(256))), // as above
        new Sample<>(AliasedAnnounceCodec.serde(), aliased()));
  }

  @Test
  void aPayoutHasTheReleasedBytes() {
    var expected =
        ByteBuffer.allocate(59)
            .put((byte) 1)
            .putLong(9)
            .put(Announces.clientId(2).bytes())
            .put(Announces.clientId(5).bytes())
            .put((byte) 2)
            .putLong(6)
            .putLong(7)
            .put((byte) 1);

    var payout = new Payout(9, List.of(payment(2, true)));

    assertThat(PayoutCodec.SERDE.serializer().serialize("", payout)).isEqualTo(expected.array());
  }

  private static Session session(@Nullable Integer key, @Nullable Role countedAs, Claim claim) {
    var owner = new Owner(Announces.CLIENT, Identity.KEY, Announces.clientId(2), key);
    return new Session(
        new AnnounceHeader(
            new AnnounceOrder(1, 2, 3, 4), 5, SOURCE, key != null, 6, AnnounceEvent.PAUSED, owner),
        new Counters(7, Counters.UNKNOWN, 8, 9),
        Role.PARTIAL_SEEDER,
        countedAs,
        key == null,
        claim);
  }

  private static SwarmState swarm(@Nullable Long since, Episode episode) {
    return new SwarmState(
        new SwarmTotals(new Traffic(1, 2, 3), since, new PeerCounts(5, 6, 7), 8, 9), episode);
  }

  private static Payment payment(int client, boolean corroborates) {
    return new Payment(
        Announces.clientId(client), Announces.clientId(5), Identity.PEER_ID, 6, 7, corroborates);
  }

  private static Client client() {
    return new Client(
        new Activity(Identity.PEER_ID, Announces.CLIENT, 1, 2),
        List.of(
            new DecayedSum(SumKind.SEEDED_BYTE_SECONDS, 604_800L, 2_968L, List.of(1L, 2L, 3L)),
            new DecayedSum(SumKind.UPLOADED_BYTES, 7_776_000L, 230L, List.of(4L))),
        OnlineTime.of(997, new long[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}),
        new SuspicionState(1, 2, 3),
        new Evaluation(3, new ScoreParts(400, 150, 250, 200), 999, new TierState(2, 3, 4, 5, 6)),
        ENTRY);
  }

  private static AliasedAnnounce aliased() {
    var _ = Topics.all(); // its serdes make Avro trust the classes of events
    return new AliasedAnnounce(
        new Announces().by(Announces.seeds(1, 2)), SOURCE, Announces.START_MS);
  }
}
