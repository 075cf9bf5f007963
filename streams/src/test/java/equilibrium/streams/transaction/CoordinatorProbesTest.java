package equilibrium.streams.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinatorProbesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 50, 200})
  void eachPartitionHasOneProbe(int partitions) {
    var probes = CoordinatorProbes.of("scoring-", partitions);

    assertThat(probes).allMatch(id -> id.startsWith("scoring-probe-"));
    assertThat(probes.stream().map(id -> CoordinatorProbes.partition(id, partitions)))
        .containsExactlyElementsOf(IntStream.range(0, partitions).boxed().toList());
  }
}
