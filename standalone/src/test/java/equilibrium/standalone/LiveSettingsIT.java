package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.live.OverrideFile;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How soon what is set through the console is in force on every ingress. Delays are real time. */
@ExtendWith(Servers.class)
class LiveSettingsIT {
  private static final long IN_FORCE_MS = 2_000;
  private static final String SETTING = "/settings/ingress.interval";
  private static final Pattern INTERVAL = Pattern.compile("8:intervali(\\d+)e");
  private static final Pattern NODE = Pattern.compile("\"ingress \\d+\"");
  private static final AtomicInteger PEERS = new AtomicInteger();

  @TempDir Path folder;

  @Test
  void whatIsSetIsInForceOnEveryIngressWithinTwoSecondsAndAfterARestart(
      KafkaServer kafka, PostgresServer postgres) throws Exception {
    try (var pipeline = new Pipeline(kafka, postgres, folder, Map.of())) {
      pipeline.startProjector();
      var urls = new LinkedHashMap<String, String>();
      for (var name : new String[] {"ingress-a", "ingress-b"}) {
        urls.put(name, startIngress(pipeline, name, Map.of()));
      }
      var console = pipeline.startConsole();
      awaitIngresses(console, 2);
      assertThat(console.send("PUT", "/settings/limits.ban", "{\"value\":\"11m\"}").statusCode())
          .as("the first change, which loads classes")
          .isEqualTo(200);

      var set =
          inForce(
              urls, 600, () -> console.send("PUT", SETTING, "{\"value\":\"10m\"}").statusCode());
      pipeline.stop("ingress-a");
      var kept = OverrideFile.in(folder.resolve("ingress-a")).read();
      urls.put("ingress-a", startIngress(pipeline, "ingress-a", Map.of()));
      int restarted = interval(urls.get("ingress-a"));
      awaitIngresses(console, 2);
      var back = inForce(urls, 1_800, () -> console.send("DELETE", SETTING, "").statusCode());

      assertThat(kept).isEqualTo(Map.of("ingress.interval", "10m", "limits.ban", "11m"));
      assertThat(restarted).isBetween(540, 660);
      report("set", set);
      report("taken back", back);
      assertThat(set.values()).allMatch(ms -> ms <= IN_FORCE_MS);
      assertThat(back.values()).allMatch(ms -> ms <= IN_FORCE_MS);
    }
  }

  @Test
  void whatTheEnvironmentOfOneNodeGivesCannotBeSet(KafkaServer kafka, PostgresServer postgres)
      throws Exception {
    try (var pipeline = new Pipeline(kafka, postgres, folder, Map.of())) {
      pipeline.startProjector();
      startIngress(pipeline, "ingress-a", Map.of());
      var url = startIngress(pipeline, "ingress-b", Map.of("EQUILIBRIUM_INGRESS_INTERVAL", "20m"));
      var console = pipeline.startConsole();
      awaitIngresses(console, 2);

      var pinned = console.send("PUT", SETTING, "{\"value\":\"10m\"}");
      var bad = console.send("PUT", "/settings/ingress.min-interval", "{\"value\":\"2h\"}");

      assertThat(pinned.statusCode()).isEqualTo(409);
      assertThat(pinned.body())
          .containsPattern("ingress.interval is given by the environment on ingress \\d+")
          .doesNotContain("; ");
      assertThat(bad.statusCode()).isEqualTo(400);
      assertThat(bad.body()).contains("expected less than ingress.peer-lifetime, 4200 s");
      assertThat(interval(url)).isBetween(1_080, 1_320);
    }
  }

  private static String startIngress(
      Pipeline pipeline, String name, Map<String, String> environment) {
    return pipeline.startLiveIngress(name, environment).announceUrls().getFirst();
  }

  /** Until so many are members that have reported their settings. */
  private static void awaitIngresses(ConsoleAccess console, int number) {
    Await.until(
        "the console sees the ingresses",
        () -> console.get("/settings").body(),
        settings ->
            NODE.matcher(settings).results().map(MatchResult::group).distinct().count() == number);
  }

  /** Milliseconds from the change until each ingress asks its clients for another interval. */
  private static Map<String, Long> inForce(
      Map<String, String> urls, int seconds, Callable<Integer> change) throws Exception {
    long fromNs = System.nanoTime();
    assertThat(change.call()).isEqualTo(200);
    var conditions = new LinkedHashMap<String, Callable<Boolean>>();
    urls.forEach((name, url) ->
        conditions.put(name, () -> Math.abs(interval(url) - seconds) <= seconds / 10));
    return TwoIngresses.delays(fromNs, conditions);
  }

  private static int interval(String url) throws Exception {
    int peer = PEERS.incrementAndGet();
    var reply =
        new TestPeer(url, null, "seeder" + peer, 2000 + peer).reply("s".repeat(20), "left=0");
    var found = INTERVAL.matcher(reply);
    assertThat(found.find()).as(reply).isTrue();
    return Integer.parseInt(found.group(1));
  }

  private static void report(String what, Map<String, Long> delays) {
    System.out.printf("in force after the interval was %s, ms: %s%n", what, delays);
  }
}
