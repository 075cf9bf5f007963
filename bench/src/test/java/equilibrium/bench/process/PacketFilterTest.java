package equilibrium.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.bench.process.PacketFilter.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PacketFilterTest {
  private final List<String> rules = new ArrayList<>();
  private final PacketFilter filter = PacketFilter.open(Map.of("broker", 9092), rules::add);

  @Test
  void aProcessRunsInAGroupByWhichItsConnectionsAreKnown() {
    assertThat(filter.wrapper("ingress")).contains("--regid=47001");
    assertThat(filter.wrapper("projector")).contains("--regid=47002");

    assertThat(rules)
        .anySatisfy(
            rule -> assertThat(rule).endsWith("meta skgid 47001 tcp dport 9092 ct mark set 1"))
        .anySatisfy(
            rule -> assertThat(rule).endsWith("meta skgid 47002 tcp dport 9092 ct mark set 2"));
  }

  @Test
  void oneDirectionIsDroppedOrBoth() {
    var _ = filter.wrapper("ingress");

    for (var way : Way.values()) {
      filter.cut("ingress", "broker", way);
    }

    assertThat(rules.subList(rules.size() - 3, rules.size()))
        .satisfiesExactly(
            rule -> assertThat(rule).endsWith("dropping ct mark 1 ct direction original drop"),
            rule -> assertThat(rule).endsWith("dropping ct mark 1 ct direction reply drop"),
            rule -> assertThat(rule).endsWith("dropping ct mark 1 drop"));
  }

  @Test
  void whoHasNoGroupCannotBeCutOff() {
    assertThatThrownBy(() -> filter.cut("scoring", "broker", Way.BOTH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scoring to broker");
  }

  @Test
  void nothingIsLeftOfIt() {
    filter.close();

    assertThat(rules.getFirst()).startsWith("add table ip equilibrium_bench_");
    assertThat(rules.getLast()).isEqualTo(rules.getFirst().replace("add", "delete"));
  }
}
