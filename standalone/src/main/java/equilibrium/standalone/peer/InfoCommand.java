package equilibrium.standalone.peer;

import equilibrium.peer.PeerFault;
import equilibrium.peer.TrackerUrls;
import equilibrium.peer.check.SwarmInfo;
import equilibrium.platform.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code peer info}. */
@Command(
    name = "info",
    description = {
      "Tells who is in a swarm, without joining it.",
      "One line for each torrent: info-hash, seeders, leechers, downloads; then one for each peer"
          + " that the reply lists."
    })
final class InfoCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "URL", description = "http://, https:// or udp://.")
  private String url = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "HASH", description = "Info-hashes.")
  private List<String> hashes = new ArrayList<>();

  @Option(names = "--key", description = "Announce key, appended to the URL.")
  private @Nullable String key;

  @Option(
      names = "--patience",
      converter = DurationConverter.class,
      description = "How long an answer may take; default: 3s.")
  private Duration patience = Duration.ofSeconds(3);

  @Override
  public Integer call() {
    try {
      for (var hash : hashes) {
        print(hash, SwarmInfo.of(TrackerUrls.withKey(url, key), checked(hash), patience));
      }
      return 0;
    } catch (PeerFault e) {
      throw new Fault(e.getMessage(), e);
    }
  }

  private static void print(String hash, SwarmInfo info) {
    System.out.printf("%s\t%d\t%d\t%d%n", hash, info.seeders(), info.leechers(), info.downloaded());
    info.peers()
        .forEach(peer ->
            System.out.printf("\t%s:%d%n", peer.getAddress().getHostAddress(), peer.getPort()));
    if (info.warning() != null) {
      System.err.println("equilibrium: the tracker warns: " + info.warning());
    }
  }

  private static String checked(String hash) {
    if (!hash.matches("[0-9a-fA-F]{40}")) {
      throw new Fault("%s is no info-hash, expected 40 hex digits".formatted(hash));
    }
    return hash;
  }
}
