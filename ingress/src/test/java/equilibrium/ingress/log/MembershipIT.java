package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TopicAdmin;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.Servers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who does what only one node may do, on a real broker. */
@ExtendWith(Servers.class)
class MembershipIT {
  private KafkaSettings kafka;

  @BeforeEach
  void begin(KafkaServer server) {
    server.empty();
    kafka = server.settings(1);
    try (var admin = new TopicAdmin(kafka)) {
      assertThat(admin.create()).isNotEmpty();
    }
  }

  @Test
  void oneNodeOwnsTheChoresAndAnotherTakesThemOver() {
    try (var first = chores(1)) {
      Await.until("the first owns", first::isOwner);
      try (var second = chores(2)) {
        Await.until("one of two owns", () -> first.isOwner() != second.isOwner());
        var leaving = first.isOwner() ? first : second;
        var staying = first.isOwner() ? second : first;

        leaving.close();

        Await.until("the other owns", staying::isOwner);
        assertThat(leaving.isOwner()).isFalse();
      }
    }
  }

  private Membership chores(int node) {
    var place =
        new AnnounceTail.Place(kafka, new Node(node, 1), System::currentTimeMillis, TimeScale.REAL);
    return new Membership(place, List.of(), Map::of);
  }
}
