package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.answer.ProcessContext;
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

/** The election of the one node that writes ticks, on a real broker. */
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
  void oneNodeIsElectedAndAnotherReplacesIt() {
    try (var first = member(1)) {
      Await.until("the first node is elected", first::isOwner);
      try (var second = member(2)) {
        Await.until("one of two nodes is elected", () -> first.isOwner() != second.isOwner());
        var leaving = first.isOwner() ? first : second;
        var staying = first.isOwner() ? second : first;

        leaving.close();

        Await.until("the other owns", staying::isOwner);
        assertThat(leaving.isOwner()).isFalse();
      }
    }
  }

  private Membership member(int node) {
    var process = new ProcessContext(new Node(node, 1), System::currentTimeMillis, TimeScale.REAL);
    return new Membership(kafka, process, List.of(), Map::of);
  }
}
