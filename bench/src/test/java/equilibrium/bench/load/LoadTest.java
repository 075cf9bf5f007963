package equilibrium.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loads against a tracker that answers as the test wishes. */
@EnabledOnOs(OS.LINUX)
class LoadTest {
  private static final int ANNOUNCES = 2_000;
  private static final int NO_PROCESS = 4_194_305; // above the highest that Linux gives
  private static final String LISTED = "d8:intervali1800e5:peers12:abcdefghijkle";
  private static final Population POPULATION = new Population(1_024, 20);

  private final Sequence sequence = new Sequence(POPULATION);

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"HTTP", "KEEP_ALIVE", "UDP", "UDP_CONNECT"})
  void eachAnnounceIsSentOnceAndItsReplyCounted(Transport transport) throws IOException {
    try (var tracker = new FakeTracker(LISTED, datagram(1_800, 2))) {
      var run = send(tracker, new Row(transport, 64, 0), ANNOUNCES);

      assertThat(tracker.requests()).isEqualTo(ANNOUNCES);
      assertThat(run.tally().answered()).isEqualTo(ANNOUNCES);
      assertThat(run.tally().peersPerReply()).isEqualTo(2);
      assertThat(run.figures().lost()).isZero();
      assertThat(run.figures().wrong()).isZero();
      assertThat(run.figures().p50Ms()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"HTTP", "KEEP_ALIVE", "UDP"})
  void emptyListsAreWrong(Transport transport) throws IOException {
    try (var tracker = new FakeTracker("d8:intervali1800e5:peers0:e", datagram(1_800, 0))) {
      var run = send(tracker, new Row(transport, 16, 0), 256);

      assertThat(run.tally().answered()).isEqualTo(256);
      assertThat(run.tally().empty()).isEqualTo(256);
      assertThat(run.figures().isGood()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"HTTP", "KEEP_ALIVE", "UDP"})
  void failuresAreWrongAndTheFirstIsShown(Transport transport) throws IOException {
    byte[] error = ByteBuffer.allocate(16).putInt(0, 3).putLong(8, 0x6e6f742068657265L).array();
    try (var tracker = new FakeTracker("d14:failure reason8:not heree", error)) {
      var run = send(tracker, new Row(transport, 16, 0), 256);

      assertThat(run.tally().failures()).isEqualTo(256);
      assertThat(run.tally().firstWrong()).contains("not here");
      assertThat(run.figures().isGood()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"HTTP", "KEEP_ALIVE", "UDP", "UDP_CONNECT"})
  void repliesThatDoNotComeAreLost(Transport transport) throws IOException {
    try (var tracker = new FakeTracker(null, null)) {
      var run = send(tracker, new Row(transport, 16, 0), 16);

      assertThat(run.tally().answered()).isZero();
      assertThat(run.figures().lost()).isEqualTo(16);
    }
  }

  @Test
  void unrecordedAnnouncesAreCounted() throws IOException {
    try (var tracker = new FakeTracker(null, datagram(301, 1))) {
      var run = send(tracker, new Row(Transport.UDP, 16, 0), 256);

      assertThat(run.figures().unrecorded()).isEqualTo(256);
      assertThat(run.figures().wrong()).isZero();
    }
  }

  @Test
  void aFixedRateIsKept() throws IOException {
    try (var tracker = new FakeTracker(LISTED, null)) {
      var run = new Run(new Run.Length(0, 0.5, ANNOUNCES), 400, new Meter(0, 0));
      long beginNs = System.nanoTime();

      load(tracker, new Row(Transport.HTTP, 64, 400)).send(run);

      double seconds = (System.nanoTime() - beginNs) / 1e9;
      assertThat(run.tally().answered()).isBetween(200L, (long) (400 * seconds) + 1);
      assertThat(run.figures().lost()).isZero();
    }
  }

  @Test
  void cpuTimeOfAProcessIsReadFromItsClock() {
    long pid = ProcessHandle.current().pid();
    long before = CpuClock.readNs(pid);
    long endNs = System.nanoTime() + 50_000_000;
    while (System.nanoTime() < endNs) {
      Thread.onSpinWait();
    }

    assertThat(CpuClock.readNs(pid) - before).isGreaterThan(1_000_000);
    assertThat(CpuClock.readNs(NO_PROCESS)).isZero();
  }

  private Run send(FakeTracker tracker, Row row, int announces) {
    var run = new Run(new Run.Length(0, 20, announces), row.rate(), new Meter(0, 0));
    load(tracker, row).send(run);
    return run;
  }

  private Load load(FakeTracker tracker, Row row) {
    return Load.of(row, tracker.target(), POPULATION, sequence);
  }

  private static byte[] datagram(int interval, int peers) {
    return ByteBuffer.allocate(20 + 6 * peers).putInt(0, 1).putInt(8, interval).array();
  }
}
