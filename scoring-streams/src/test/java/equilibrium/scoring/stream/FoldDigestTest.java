package equilibrium.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.client.ClientFold;
import equilibrium.scoring.client.Cuts;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.codec.ClientCodec;
import equilibrium.scoring.stream.codec.CreditCodec;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The bytes that a fixed log gives: records, stored state and standings. They change only with the
 * rules, a schema or the layout of a store; then the old layout must still be read.
 */
class FoldDigestTest {
  private static final long HOUR_MS = 3_600_000;
  private static final Cuts CUTS =
      Cuts.of(new TierCuts(7L, 0L, 9L, List.of(150, 200, 300), 2, List.of(), false, ""));

  private final Partition partition = new Partition();

  FoldDigestTest() {
    long tickMs = Announces.START_MS;
    for (var one : new Histories().batch(1, new Random(1))) {
      for (; tickMs <= one.atMs(); tickMs += HOUR_MS) {
        partition.tick(tickMs);
      }
      partition.append(one.announced(), one.atMs());
    }
  }

  @Test
  void theSameLogGivesTheRecordsOfTheReleasedFold() throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");

    partition.contributions.forEach(each -> update(digest, Topics.CONTRIBUTIONS, each));
    partition.episodes.forEach(each -> update(digest, Topics.SWARM_EPISODES, each));
    partition.allBalances.forEach(each -> update(digest, Topics.SWARM_BALANCES, each));
    partition.credits.forEach(each -> {
      digest.update(each.clientId().bytes());
      digest.update(CreditCodec.SERDE.serializer().serialize("", each.credit()));
    });

    assertThat(hex(digest))
        .isEqualTo("4e48c282eca8ae72bb6ef4d0ab9fdf7520bdd94d3676a837c536d0f45fba2dba");
  }

  @Test
  void theSameLogGivesTheStateOfTheReleasedLayouts() throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");

    partition.stored().forEach(digest::update);

    assertThat(hex(digest))
        .isEqualTo("afd20c4c27aa32787d89e1e2c0cf5468d387bcdc125f5bb86302a6f0a367c75c");
  }

  @Test
  void theSameLogGivesTheClientsOfTheReleasedLayouts() throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    var fold = new ClientFold(ScoringRules.V3);

    new TreeMap<>(Partition.clients(partition.credits))
        .forEach((clientId, client) -> {
          var reviewed = fold.reviewed(client, client.lastSeenMs() + HOUR_MS, CUTS);
          digest.update(ClientCodec.SERDE.serializer().serialize("clients", reviewed));
          update(digest, Topics.CLIENT_STANDINGS, fold.standing(clientId, reviewed, CUTS));
        });

    assertThat(hex(digest))
        .isEqualTo("4c8d8b555cc546d09a2bf32c5fa00881e9dcbaf29b11881c660e33f07a089cf3");
  }

  private static <V> void update(MessageDigest digest, Topic<?, V> topic, V value) {
    digest.update(topic.value().serializer().serialize(topic.name(), value));
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
