package equilibrium.peer;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.peer.PeerConfig.Trackers;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first peers of a process are opened at the same time. Without the lock in {@link Session} one
 * process in four ended by SIGSEGV, so several are started.
 */
@Timeout(120)
class OpenedTogetherIT {
  private static final int PEERS = 4;

  @TempDir Path folder;

  @RepeatedTest(5)
  void theFirstPeersOfAProcessMayBeOpenedTogether() throws Exception {
    var log = folder.resolve("log");

    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:ErrorFile=" + folder.resolve("crash"),
                "-cp",
                System.getProperty("java.class.path"),
                OpenedTogetherIT.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log.toFile()))
            .start();

    assertThat(process.waitFor()).as(() -> read(log)).isZero();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The process. */
  public static void main(String[] arguments) throws Exception {
    var together = new CountDownLatch(PEERS);
    try (var threads = Executors.newFixedThreadPool(PEERS)) {
      var opened = new ArrayList<Future<Peer>>();
      for (int i = 0; i < PEERS; i++) {
        var config =
            PeerConfig.in(
                Path.of(arguments[0], "peer" + i), Trackers.of("http://127.0.0.1:1/announce"));
        opened.add(
            threads.submit(() -> {
              together.countDown();
              together.await();
              return Peer.open(config, _ -> {});
            }));
      }
      var peers = new ArrayList<Peer>();
      for (var one : opened) {
        peers.add(one.get());
      }
      peers.forEach(Peer::close);
    }
  }
}
