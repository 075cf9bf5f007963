package equilibrium.ingress.swarm.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.SwarmReader;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final int MANY = 10_000;

  private final Clients clients = new Clients(1_000);
  private final Swarms swarms = new Swarms(clients, 1_000_000, 100, 900_000);
  private final SplittableRandom random = new SplittableRandom(5);
  private long nowMs = 2;

  /** Opens so many swarms, half of them with hashes that begin alike. */
  private SortedSet<byte[]> open(int many) {
    var hashes = new TreeSet<byte[]>(Arrays::compareUnsigned);
    for (int i = 0; i < many; i++) {
      byte[] hash = new byte[20];
      random.nextBytes(hash);
      if (i % 2 == 0) {
        Arrays.fill(hash, 0, 16, (byte) 0xee);
      }
      hashes.add(hash);
      announce(hash);
    }
    return hashes;
  }

  private void announce(byte[] hash) {
    var visit = new Visit();
    visit
        .asked()
        .session(hash, new byte[20], 0)
        .from(new byte[16], 0)
        .as(Role.SEEDER, false, false)
        .received(nowMs, 0, nowMs)
        .answeredElsewhere();
    swarms.enter(visit);
  }

  private List<byte[]> list(int pageSize) {
    var listed = new ArrayList<byte[]>();
    byte[] last = null;
    for (var page = page(last, pageSize); !page.isEmpty(); page = page(last, pageSize)) {
      assertThat(page).hasSizeLessThanOrEqualTo(pageSize);
      listed.addAll(page);
      last = page.getLast();
    }
    return listed;
  }

  private List<byte[]> page(byte @Nullable [] after, int most) {
    var page = new Page(after, most);
    page.fill(new SwarmReader(swarms));
    return page.hashes();
  }

  @Test
  void pagesTogetherAreAllHashesInOrder() {
    var hashes = open(MANY);

    for (int pageSize : new int[] {1_000, 7_919, MANY}) {
      assertThat(Arrays.deepEquals(list(pageSize).toArray(), hashes.toArray())).isTrue();
    }
  }

  @Test
  void withoutSwarmsThePageIsEmpty() {
    assertThat(page(null, 10)).isEmpty();
  }

  /** A shrinking table moves swarms to where the walk has been. */
  @Test
  void swarmsThatGoMeanwhileMakeItMissAndRepeatNone() {
    var staying = open(MANY);
    nowMs = 1;
    open(10 * MANY);
    var page = new Shrinking();

    page.fill(new SwarmReader(swarms));

    assertThat(swarms.size()).isEqualTo(MANY);
    var listed = new TreeSet<byte[]>(Arrays::compareUnsigned);
    listed.addAll(page.hashes());
    assertThat(listed.containsAll(staying)).isTrue(); // AssertJ's own looks through all for each
    assertThat(page.hashes().size()).as("each once").isEqualTo(listed.size());
  }

  /** Lets the swarms of the first millisecond go once the first chunk has been seen. */
  private final class Shrinking extends Page {
    private boolean shrunk;

    Shrinking() {
      super(null, 12 * MANY);
    }

    @Override
    void offer(int hashes) {
      super.offer(hashes);
      if (!shrunk) {
        shrunk = true;
        swarms.expire(2);
      }
    }
  }
}
