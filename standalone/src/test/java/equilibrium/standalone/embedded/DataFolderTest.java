package equilibrium.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path folder;

  @Test
  void oneProcessHoldsItAtATime() {
    try (var held = DataFolder.hold(folder)) {
      assertThatThrownBy(() -> DataFolder.hold(folder))
          .isInstanceOf(Fault.class)
          .hasMessage(
              "the data folder %s is in use by process %d",
              held.path(), ProcessHandle.current().pid());
    }

    DataFolder.hold(folder).close();
  }

  @Test
  void itKnowsWhetherTheFormerProcessStoppedInOrder() throws IOException {
    try (var first = DataFolder.hold(folder)) {
      assertThat(first.isAfterCut()).isFalse();
    }
    try (var second = DataFolder.hold(folder)) {
      assertThat(second.isAfterCut()).isFalse();
    }
    Files.writeString(folder.resolve("lock"), "12345\n"); // of a process that was killed
    try (var third = DataFolder.hold(folder)) { // ends before it has put things right
      assertThat(third.isAfterCut()).isTrue();
    }
    try (var fourth = DataFolder.hold(folder)) {
      assertThat(fourth.isAfterCut()).isTrue();
      fourth.settle();
    }
    try (var fifth = DataFolder.hold(folder)) {
      assertThat(fifth.isAfterCut()).isFalse();
    }
  }

  @Test
  void theMarkOfTheFormerProcessStaysUntilThisOnesIsThere() throws IOException {
    var file = Files.writeString(folder.resolve("lock"), "12345\n");
    var sizes = new ArrayList<Long>();
    try (var lock = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      DataFolder.mark(observed(lock, sizes), 7);
    }

    assertThat(sizes).isNotEmpty().doesNotContain(0L);
    assertThat(file).hasContent("7\n");
  }

  /** The same channel, whose size is noted after each call. */
  private static SeekableByteChannel observed(SeekableByteChannel channel, List<Long> sizes) {
    InvocationHandler call =
        (proxy, method, arguments) -> {
          var result = method.invoke(channel, arguments);
          sizes.add(channel.size());
          return result instanceof SeekableByteChannel ? proxy : result;
        };
    return (SeekableByteChannel)
        Proxy.newProxyInstance(
            DataFolderTest.class.getClassLoader(),
            new Class<?>[] {SeekableByteChannel.class},
            call);
  }

  @Test
  void onlyItsOwnerMayEnterANewOne() throws IOException {
    try (var held = DataFolder.hold(folder.resolve("a/b"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(held.path())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void oneThatWasOpenToOtherUsersIsClosedToThem() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    try (var held = DataFolder.hold(folder)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(held.path())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void whatIsNoFolderIsRefused() throws IOException {
    var file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> DataFolder.hold(file))
        .isInstanceOf(Fault.class)
        .hasMessageStartingWith("the data folder %s cannot be written", file);
  }

  @Test
  void tooFullADiskIsRefused() {
    long oneMibLess = DataFolder.LEAST_FREE_BYTES - (1 << 20);

    DataFolder.demandSpace(folder, DataFolder.LEAST_FREE_BYTES);
    assertThatThrownBy(() -> DataFolder.demandSpace(folder, oneMibLess))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("has 511 MiB of disk left, but needs at least 512 MiB");
  }
}
