package equilibrium.scoring.stream;

import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.schemas.event.AnnounceEvent.STOPPED;
import static equilibrium.scoring.stream.Announces.GIB;
import static equilibrium.scoring.stream.Announces.INTERVAL;
import static equilibrium.scoring.stream.Announces.LIFETIME;
import static equilibrium.scoring.stream.Announces.START_MS;
import static equilibrium.scoring.stream.Announces.clientId;
import static equilibrium.scoring.stream.Announces.leeches;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.Identity;
import equilibrium.scoring.stream.Announces.Report;
import org.junit.jupiter.api.Test;

/** A claim, when another client takes over its peer id. */
class FormerOwnerTest {
  private final Announces announces = new Announces();
  private final Partition partition = new Partition();

  /** Client 1 sent 10 GiB to client 2 and stopped; client 3 announces its peer id. */
  @Test
  void aTakeoverOfAPeerIdDoesNotTakeItsUploads() {
    partition.append(announces.by(1, 1, 1, seeds(0, 0)));
    partition.append(announces.by(1, 2, 2, leeches(0, 0, 10 * GIB)));
    partition.append(announces.by(1, 2, 2, leeches(INTERVAL, 10 * GIB, 0)));
    partition.append(announces.by(1, 1, 1, seeds(INTERVAL, 10 * GIB)));
    partition.append(announces.by(1, 1, 1, new Report(INTERVAL + 60, STOPPED, 10 * GIB, 0L, 0L)));
    partition.append(announces.by(1, 1, 3, new Report(INTERVAL + 120, STARTED, 0L, 0L, 0L)));

    partition.tick(START_MS + (INTERVAL + LIFETIME) * 1_000);

    assertThat(uploaded(3)).isZero();
    assertThat(downloaded(2)).isEqualTo(10 * GIB);
    assertThat(partition.episodes.getFirst().getClaims())
        .extracting(EpisodeClaim::getClientId, EpisodeClaim::getUploaded)
        .contains(tuple(clientId(3), 0L));
  }

  /** Client 2 downloads 10 GiB and continues with the same key as client 9, its address. */
  @Test
  void aClientThatChangesItsIdentityIsCreditedItsDownloadAtOnce() {
    partition.append(announces.by(1, 1, 1, seeds(0, 0)));
    partition.append(keyed(announces.by(1, 2, 2, leeches(0, 0, 11 * GIB))));
    partition.append(announces.by(1, 1, 1, seeds(INTERVAL, 10 * GIB)));
    partition.append(keyed(announces.by(1, 2, 2, leeches(INTERVAL, 10 * GIB, GIB))));
    var other = announces.by(1, 2, 9, leeches(INTERVAL + 120, 11 * GIB, 0));
    partition.append(Announced.newBuilder(keyed(other)).setIdentity(Identity.ADDRESS).build());

    assertThat(downloaded(2)).isEqualTo(10 * GIB);
    assertThat(partition.episodes).isEmpty();
    partition.tick(START_MS + (INTERVAL + 120 + LIFETIME) * 1_000);
    assertThat(downloaded(2)).isEqualTo(10 * GIB);
    assertThat(downloaded(9)).isEqualTo(GIB);
    assertThat(uploaded(1)).isEqualTo(10 * GIB);
  }

  /** A settled episode has been paid, so a later takeover changes nothing. */
  @Test
  void aClaimOfASettledEpisodeIsNotPaidAgain() {
    partition.append(announces.by(1, 2, 2, leeches(0, 0, GIB)));
    partition.append(announces.by(1, 2, 2, leeches(INTERVAL, GIB, 0)));
    partition.append(announces.by(1, 2, 3, leeches(INTERVAL + LIFETIME, 0, GIB)));

    assertThat(partition.episodes).hasSize(1);
    assertThat(downloaded(2)).isEqualTo(GIB);
    assertThat(downloaded(3)).isZero();
  }

  private static Announced keyed(Announced announced) {
    return Announced.newBuilder(announced).setKey(77).build();
  }

  private long uploaded(int client) {
    return partition.credits.stream()
        .filter(by -> by.clientId().equals(clientId(client)))
        .mapToLong(by -> by.credit().uploaded())
        .sum();
  }

  private long downloaded(int client) {
    return partition.credits.stream()
        .filter(by -> by.clientId().equals(clientId(client)))
        .mapToLong(by -> by.credit().downloaded())
        .sum();
  }
}
