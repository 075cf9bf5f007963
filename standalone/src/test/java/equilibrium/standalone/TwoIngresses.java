package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two ingresses, and new clients that ask them for peers: another client each time, because one
 * that asks again is early. The clients are in tier 0, so a seeder is listed to them exactly while
 * it is in tier 0 too, if the swarm has another seeder of tier 0.
 */
record TwoIngresses(List<String> urls, AtomicInteger newcomers) {
  private static final String LEECHING = "event=started&uploaded=0&downloaded=0&left=";
  private static final int STALLS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Content of all torrents, bytes. */
  static final String SIZE = "21474836480";

  static TwoIngresses of(Pipeline pipeline) {
    return new TwoIngresses(
        List.of(
            pipeline.startIngress("ingress-a").announceUrls().getFirst(),
            pipeline.startIngress("ingress-b").announceUrls().getFirst()),
        new AtomicInteger());
  }

  /** Where seeders announce. */
  String first() {
    return urls.getFirst();
  }

  /** Whether each of the two tells a newcomer of this port, or does not, by the name of the two. */
  Map<String, Callable<Boolean>> both(String swarm, int port, boolean listed) {
    var conditions = new LinkedHashMap<String, Callable<Boolean>>();
    for (int i = 0; i < urls.size(); i++) {
      int ingress = i;
      conditions.put(
          "ingress " + "ab".charAt(i), () -> ask(ingress, swarm).contains(port) == listed);
    }
    return conditions;
  }

  void await(String swarm, int port, boolean listed) throws Exception {
    var _ = delays(System.nanoTime(), both(swarm, port, listed));
  }

  /** Until both know an announce key, which PostgreSQL knows already. */
  void awaitKey(String key) throws Exception {
    for (var url : urls) {
      var peer = new TestPeer(url, key, key, 1);
      Await.until(
          "the key is known", () -> !peer.reply("k".repeat(20), "left=1").contains("failure"));
    }
  }

  private Set<Integer> ask(int ingress, String swarm) throws Exception {
    int number = newcomers.incrementAndGet();
    return new TestPeer(urls.get(ingress), "newcomer", "newcomer" + number, 2000 + number)
        .announce(swarm, LEECHING + SIZE);
  }

  /** One of them shows how soon it is; the others may be late on a busy machine. */
  static void assertSoon(Collection<Long> delays, long limitMs) {
    assertThat(delays).anyMatch(ms -> ms <= limitMs).allMatch(ms -> ms <= STALLS * limitMs);
  }

  /** Looks at all by turns; milliseconds from the moment until each was so for the first time. */
  static Map<String, Long> delays(long fromNs, Map<String, Callable<Boolean>> conditions)
      throws Exception {
    var delays = new LinkedHashMap<String, Long>();
    while (delays.size() < conditions.size()) {
      for (var condition : conditions.entrySet()) {
        if (!delays.containsKey(condition.getKey()) && condition.getValue().call()) {
          delays.put(condition.getKey(), (System.nanoTime() - fromNs) / 1_000_000);
        }
      }
      if (System.nanoTime() - fromNs > PATIENCE.toNanos()) {
        throw new AssertionError(
            "after %s of %s only %s".formatted(PATIENCE, conditions.keySet(), delays));
      }
    }
    return delays;
  }
}
