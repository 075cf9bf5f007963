package equilibrium.ingress.spool;

import static java.util.stream.Collectors.toSet;
import static java.util.stream.LongStream.range;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final int EVENTS = 2_000;

  private final VolatileDisk disk = new VolatileDisk();

  @Test
  void eventsThatAreLeftComeBackInTheirOrder() throws Exception {
    try (var open = OpenSpool.on(disk)) {
      open.storeAndLeave(0, EVENTS);

      assertThat(open.publishAll()).isEqualTo(range(0, EVENTS).boxed().toList());
      assertThat(open.publishAll()).isEmpty();
    }
  }

  @Test
  void eventsThatKafkaHasDoNotComeBack() throws Exception {
    try (var open = OpenSpool.on(disk)) {
      open.store(0, EVENTS).forEach(SpoolGroup::published);
      open.storeAndLeave(EVENTS, EVENTS + 10);

      assertThat(open.publishAll()).isEqualTo(range(EVENTS, EVENTS + 10).boxed().toList());
    }
  }

  @Test
  void theNextProcessPublishesWhatIsNotKnownToBeInKafka() throws Exception {
    try (var open = OpenSpool.on(disk)) {
      open.store(0, 1_000).forEach(SpoolGroup::published);
      open.keep();
      open.store(1_000, EVENTS);
    }

    try (var open = OpenSpool.on(disk)) {
      open.storeAndLeave(EVENTS, EVENTS + 10);

      assertThat(open.publishAll()).isEqualTo(range(1_000, EVENTS + 10).boxed().toList());
    }
  }

  @Test
  void anEventIsOnDiskBeforeItCountsAsStored() throws Exception {
    var forcing = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    disk.beforeForce =
        () -> {
          forcing.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    try (var open = OpenSpool.on(disk)) {
      var event = StoredEvent.of(1);
      open.spool.offer(event);
      assertThat(forcing.await(10, TimeUnit.SECONDS)).isTrue();
      boolean early = event.outcome().isDone();

      go.countDown();

      assertThat(early).isFalse();
      assertThat(event.outcome().get(10, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void aPowerCutAtAnyMomentLosesNoStoredEvent() throws Exception {
    for (int seed = 0; seed < 50; seed++) {
      var random = new SplittableRandom(seed);
      var volatileDisk = new VolatileDisk();
      var stored = new HashSet<Long>();
      VolatileDisk after;
      try (var open = OpenSpool.on(volatileDisk)) {
        var events = range(0, 300).mapToObj(StoredEvent::of).toList();
        events.forEach(open.spool::offer);
        int awaited = random.nextInt(300);
        events.get(awaited).outcome().get(10, TimeUnit.SECONDS);
        events.stream()
            .filter(event -> event.outcome().isDone())
            .forEach(event -> stored.add(event.sequence()));
        after = volatileDisk.afterPowerCut(random);
      }

      try (var open = OpenSpool.on(after)) {
        assertThat(open.publishAll()).containsAll(stored).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void afterAFailedForceTheFileIsGivenUpAndTheNextEventsAreStored() throws Exception {
    try (var open = OpenSpool.on(disk)) {
      open.storeAndLeave(0, 10);
      disk.failingForces = 1;
      var event = StoredEvent.of(10);
      open.spool.offer(event);
      assertThat(event.outcome().get(10, TimeUnit.SECONDS)).isNull();
      Await.until("it has failed", () -> open.spool.state() == SpoolState.FAILED);
      Await.until("events are stored again", () -> open.spool.state() == SpoolState.ACCEPTING);

      open.storeAndLeave(11, 20);

      var files = disk.files.values().stream().filter(file -> file.onDisk[0] != 0).count();
      assertThat(files).isEqualTo(2);
      assertThat(open.publishAll())
          .containsAll(range(0, 10).boxed().toList())
          .containsAll(range(11, 20).boxed().toList());
    }
  }

  @Test
  void anEventThatCannotBeSerializedStopsNoOther() throws Exception {
    try (var open = OpenSpool.on(disk)) {
      var bad = StoredEvent.unwritable(1);
      open.spool.offer(bad);
      assertThat(bad.outcome().get(10, TimeUnit.SECONDS)).isNull();
      Await.until("events are stored again", () -> open.spool.state() == SpoolState.ACCEPTING);

      open.storeAndLeave(2, 5);

      assertThat(open.publishAll()).isEqualTo(range(2, 5).boxed().toList());
    }
  }

  @Test
  void withTooLittleFreeNothingIsStoredUntilThereIsRoomAgain() throws Exception {
    try (var open = OpenSpool.on(disk, new SpoolConfig(1 << 30, 1 << 20))) {
      open.storeAndLeave(0, 10);

      disk.usable = 1000;
      Await.until("it refuses", () -> open.spool.state() == SpoolState.DISK_LOW);
      boolean taken = open.spool.offer(StoredEvent.of(10));
      disk.usable = 1L << 40;
      Await.until("it accepts", () -> open.spool.state() == SpoolState.ACCEPTING);
      open.storeAndLeave(11, 12);

      assertThat(taken).isFalse();
      assertThat(open.publishAll()).hasSize(11).doesNotContain(10L);
    }
  }

  @Test
  void aFullSpoolTakesEventsAgainWhenKafkaHasTheOldest() throws Exception {
    var config = new SpoolConfig(3 * OpenSpool.SEGMENT_BYTES, 0);
    try (var open = OpenSpool.on(disk, config)) {
      long next = 0;
      while (open.spool.state() == SpoolState.ACCEPTING) {
        var event = StoredEvent.of(next++);
        if (open.spool.offer(event)) {
          var group = event.outcome().get(10, TimeUnit.SECONDS);
          if (group != null) {
            group.leave();
          }
        }
      }
      assertThat(open.spool.state()).isEqualTo(SpoolState.FULL);
      assertThat(open.spool.status().bytes()).isLessThanOrEqualTo(config.mostBytes());

      open.publishAll();

      Await.until(
          "it accepts",
          () -> {
            open.spool.confirmed();
            return open.spool.state() == SpoolState.ACCEPTING;
          });
      open.storeAndLeave(next, next + 10);
      assertThat(open.publishAll()).hasSize(10);
    }
  }

  @Test
  void aHungDiskRefusesEventsAtOnceUntilItAnswers() throws Exception {
    var hangs = new AtomicBoolean(true);
    var go = new CountDownLatch(1);
    disk.beforeForce =
        () -> {
          try {
            if (hangs.get()) {
              go.await();
            }
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    try (var open = OpenSpool.on(disk)) {
      var first = StoredEvent.of(0);
      open.spool.offer(first);
      open.spool.stall();

      boolean taken = open.spool.offer(StoredEvent.of(1));
      hangs.set(false);
      go.countDown();
      first.outcome().get(10, TimeUnit.SECONDS).leave();

      assertThat(taken).isFalse();
      Await.until("it accepts", () -> open.spool.state() == SpoolState.ACCEPTING);
    }
  }

  @Test
  void filesStayForAWhileAfterKafkaHasTheirEventsAndCanBePublishedAgain() throws Exception {
    try (var open = OpenSpool.keeping(disk, Duration.ofHours(1))) {
      open.store(0, EVENTS).forEach(SpoolGroup::published);
      long between = System.currentTimeMillis() + 1;
      Await.until("time goes on", () -> System.currentTimeMillis() > between);
      open.store(EVENTS, EVENTS + 10).forEach(SpoolGroup::published);

      assertThat(open.spool.again(between)).isEqualTo(10);
      assertThat(open.publishAll()).isEqualTo(range(EVENTS, EVENTS + 10).boxed().toList());
      assertThat(open.spool.again(0)).isEqualTo(EVENTS + 10);
      assertThat(open.publishAll()).hasSize(EVENTS + 10);
    }
  }

  @Test
  void filesGoWhenTheirTimeIsOverAndTheLogIsSeenToHaveTheirEvents() throws Exception {
    try (var open = OpenSpool.on(disk)) {
      open.storeAndLeave(0, EVENTS);
      open.publishAll();
      int files = disk.files.size();
      int asked = disk.roomAsked.get();
      Await.until("the spool has looked often", () -> disk.roomAsked.get() > asked + 5);
      assertThat(disk.files).hasSizeGreaterThanOrEqualTo(files).hasSizeGreaterThan(2);

      Await.until(
          "only the newest file and the spare are left",
          () -> {
            open.spool.confirmed();
            return disk.files.size() == 2;
          });
    }
  }

  @Test
  void aFileThatCannotBeReadAtStartIsNeitherLostNorReplaced() throws Exception {
    try (var open = OpenSpool.on(disk)) {
      open.storeAndLeave(0, EVENTS);
    }
    List<Long> published;
    for (var bad : List.copyOf(disk.files.keySet())) {
      var copy = disk.copy();
      copy.unreadable.add(bad);
      try (var open = OpenSpool.on(copy)) {
        open.storeAndLeave(EVENTS, EVENTS + 10);
        published = open.publishAll();
        open.keep();
      }
      assertThat(published).contains((long) EVENTS).hasSizeLessThan(EVENTS + 10 + 1);
      assertThat(copy.files).containsKey(bad);

      copy.unreadable.clear();
      try (var open = OpenSpool.on(copy)) {
        published.addAll(open.publishAll());
      }
      assertThat(new HashSet<>(published)).hasSize(EVENTS + 10);
    }
  }

  @Test
  void aFileThatAnOperatorDeletesHoldsNothingBack() throws Exception {
    try (var open = OpenSpool.on(disk)) {
      open.storeAndLeave(0, EVENTS);
    }
    var size = new Segments.Size(OpenSpool.SEGMENT_BYTES, Duration.ZERO);
    var segments = new Segments(disk, new SpoolConfig(1 << 30, 0), size);
    var bad = disk.files.keySet().iterator().next();
    disk.unreadable.add(bad);
    segments.find(0);
    var _ = segments.read((file, _) -> assertThat(file).isEqualTo(bad));
    assertThat(segments.unreadFrom(Long.MAX_VALUE)).isZero();

    disk.files.remove(bad);
    var _ =
        segments.read((_, e) -> {
          throw new UncheckedIOException(e);
        });

    assertThat(segments.unreadFrom(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aFileThatCannotBeReadWhileItIsPublishedComesLater() throws Exception {
    List<Long> published;
    try (var open = OpenSpool.on(disk)) {
      open.storeAndLeave(0, EVENTS);
      disk.unreadable.add(List.copyOf(disk.files.keySet()).get(1));
      published = open.publishAll();
      open.keep();
      assertThat(open.count("equilibrium_spool_damaged_total")).isOne();
    }
    assertThat(published).hasSizeLessThan(EVENTS).startsWith(0L).endsWith(EVENTS - 1L);

    disk.unreadable.clear();
    try (var open = OpenSpool.on(disk)) {
      published.addAll(open.publishAll());
    }
    assertThat(new HashSet<>(published)).hasSize(EVENTS);
  }

  @Test
  void onARealDiskOnlyTheOwnerMayRead(@TempDir Path folder) throws Exception {
    var spool = folder.resolve("a").resolve("spool");
    var config = new SpoolConfig(1 << 30, 0);
    try (var open = Spool.open(spool, config, 10, new SimpleMeterRegistry())) {
      var event = StoredEvent.of(1);
      open.offer(event);
      event.outcome().get(10, TimeUnit.SECONDS).leave();
    }

    try (var files = Files.list(spool)) {
      var modes = files.map(SpoolTest::mode).collect(toSet());
      assertThat(modes).containsExactly("rw-------");
    }
    assertThat(mode(spool)).isEqualTo("rwx------");
    try (var open = Spool.open(spool, config, 10, new SimpleMeterRegistry())) {
      var chunk = Objects.requireNonNull(open.next(10));
      assertThat(chunk.events())
          .extracting(SpooledEvent::id)
          .isEqualTo(List.of(StoredEvent.of(1).id()));
    }
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
