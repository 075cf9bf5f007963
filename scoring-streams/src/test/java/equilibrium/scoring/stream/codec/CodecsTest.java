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
import equilibrium.scoring.swarm.Imbalance;
import equilibrium.scoring.swarm.NetworkPresence;
import equilibrium.scoring.swarm.Payout;
import equilibrium.scoring.swarm.Payout.Payment;
import equilibrium.scoring.swarm.PeerCounts;
import equilibrium.scoring.swarm.RegisteredTorrent;
import equilibrium.scoring.swarm.SwarmState;
import equilibrium.scoring.swarm.SwarmTotals;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.testing.CodecCheck;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
  record Sample<V>(StateCodec<V> codec, V value) {
    void check() {
      new CodecCheck<>(codec).survives(value);
    }
  }

  static Stream<Sample<?>> samples() {
    return Stream.of(
        new Sample<>(SessionCodec.CODEC, session(-1, Role.SEEDER, Claim.NONE)),
        new Sample<>(SessionCodec.CODEC, session(null, null, Claim.NONE)),
        new Sample<>(
            SessionCodec.CODEC,
            session(7, Role.LEECHER, new Claim(1, new Traffic(2, 3, 4), 5, 6, 7, 8))),
        new Sample<>(SwarmCodec.CODEC, swarm(4L, new Episode(11, 12, new Traffic(1, 2, 3), 16))),
        new Sample<>(SwarmCodec.CODEC, swarm(null, Episode.NONE)),
        new Sample<>(PresenceCodec.CODEC, new NetworkPresence(5, Episode.NEVER)),
        new Sample<>(
            PayoutCodec.CODEC, new Payout(9, List.of(payment(1, false), payment(2, true)))),
        new Sample<>(
            CreditCodec.CODEC,
            new Credit(
                Identity.KEY, Announces.CLIENT, 1, new Seeding(2, 3, 4, 5), 6, Long.MAX_VALUE)),
        new Sample<>(ClientCodec.CODEC, Client.UNKNOWN),
        new Sample<>(ClientCodec.CODEC, client()),
        new Sample<>(RegistrationCodec.CODEC, new RegisteredTorrent(7, true, null)),
        new Sample<>(RegistrationCodec.CODEC, new RegisteredTorrent(0, false, Announces.SWARM)),
        new Sample<>(ImbalanceCodec.CODEC, new Imbalance(1.5, 7, 2.5, 9, true)),
        new Sample<>(PopulationCodecs.BUCKET_CODEC, new ScoreBucket(1L << 40, 3)),
        new Sample<>(PopulationCodecs.CHANGE_CODEC, new ScoreChange(ENTRY, ENTRY, 5)),
        new Sample<>(PopulationCodecs.IDS_CODEC, List.of(Announces.CLIENT, Announces.clientId(2))),
        new Sample<>(PopulationCodecs.CUTS_CODEC, new Cuts(7, List.of(1, 2, 3))),
        new Sample<>(PopulationCodecs.CUTS_CODEC, Cuts.NONE));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aValueSurvivesItsBytesAndDamagedBytesAreRefused(Sample<?> sample) {
    sample.check();
  }

  @Test
  void anAliasedAnnounceOfAnotherLayoutIsRefused() {
    byte[] bytes = Objects.requireNonNull(AliasedAnnounceCodec.codec().write(aliased()));
    bytes[0] = 99;

    assertThatThrownBy(() -> AliasedAnnounceCodec.serde().deserializer().deserialize("", bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith("an aliased announce: layout 99 of ");
  }

  record FirstLayout<V>(Serde<V> serde, V value) {
    void check() {
      byte[] bytes = serde.serializer().serialize("", value);
      byte[] first = Arrays.copyOfRange(bytes, 1, bytes.length);

      assertThat(serde.deserializer().deserialize("", first)).isEqualTo(value);
      assertThat(serde.deserializer().deserialize("", bytes)).isEqualTo(value);
      assertThat(serde.deserializer().deserialize("", null)).isNull();
    }
  }

  /** The first layouts of these had no layout byte. */
  @ParameterizedTest
  @MethodSource("firstLayouts")
  void theFirstLayoutsAreStillRead(FirstLayout<?> sample) {
    sample.check();
  }

  static Stream<FirstLayout<?>> firstLayouts() {
    return Stream.of(
        new FirstLayout<>(PopulationCodecs.SCORE_BUCKET, new ScoreBucket(1L << 40, 3)),
        new FirstLayout<>(PopulationCodecs.SCORE_BUCKET, new ScoreBucket(1L << 56, 3)), // first 1
        new FirstLayout<>(PopulationCodecs.SCORE_CHANGE, new ScoreChange(ENTRY, ENTRY, 5)),
        new FirstLayout<>(PopulationCodecs.CLIENT_IDS, List.of(Announces.clientId(256))), // first 1
        new FirstLayout<>(AliasedAnnounceCodec.serde(), aliased()));
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
