package equilibrium.bench.week;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import equilibrium.platform.Fault;
import equilibrium.platform.TimeScale;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PopulationTest {
  private static final int CLIENTS = 1_000;

  @TempDir private Path folder;

  @Test
  void theSameSeedGivesTheSamePopulation() {
    assertThat(summary(draw(1))).isEqualTo(summary(draw(1))).isNotEqualTo(summary(draw(2)));
  }

  @Test
  void programsAndHabitsHaveTheirShares() {
    var clients = draw(1).clients();

    var programs = clients.stream().collect(groupingBy(Client::program, counting()));
    var habits = clients.stream().collect(groupingBy(Client::habit, counting()));

    for (var program : Program.values()) {
      assertThat(programs.getOrDefault(program, 0L) / (double) CLIENTS)
          .isCloseTo(program.share(), within(0.05));
    }
    for (var habit : Habit.values()) {
      assertThat(habits.getOrDefault(habit, 0L) / (double) CLIENTS)
          .isCloseTo(habit.share(), within(0.05));
    }
  }

  @Test
  void everyTorrentIsSeededToTheEndAndTheLiarHasTheCheatedOne() {
    var population = draw(1);

    var lasting =
        population.holdings().stream()
            .filter(holding -> holding.untilMs() == Long.MAX_VALUE)
            .toList();

    assertThat(lasting).extracting(Holding::torrent).containsAll(population.torrents());
    assertThat(lasting)
        .anyMatch(holding ->
            holding.client().equals(population.liar())
                && holding.torrent().equals(population.cheated()));
    assertThat(population.torrents()).filteredOn(torrent -> torrent.otherHash() != null).hasSize(1);
  }

  @Test
  void aFileWithTooFewKeysOrOtherLinesIsAFault() throws IOException {
    var few = Files.writeString(folder.resolve("few"), "0".repeat(32) + "\tkey\thttp://x\t\n");
    var wrong = Files.writeString(folder.resolve("wrong"), "client 1\n");

    assertThat(IssuedKey.read(few, 1)).containsExactly(new IssuedKey("0".repeat(32), "key"));
    assertThatThrownBy(() -> IssuedKey.read(few, 2))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("has 1 keys, expected 2");
    assertThatThrownBy(() -> IssuedKey.read(wrong, 1))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("line 1 is no line of keys issue");
  }

  private static Population draw(long seed) {
    var tracker = new InetSocketAddress(InetAddress.getLoopbackAddress(), 6_969);
    var options = new WeekOptions(tracker, CLIENTS, 40, 7, new TimeScale(600), seed);
    var keys =
        IntStream.range(0, CLIENTS)
            .mapToObj(i -> new IssuedKey("%032x".formatted(i), "key" + i))
            .toList();
    return Population.draw(options, keys);
  }

  private static List<String> summary(Population population) {
    return population.wishes().stream()
        .map(wish -> wish.atMs() + " " + wish.client().number() + " " + wish.torrent().infoHash())
        .toList();
  }
}
