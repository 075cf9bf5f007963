package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import equilibrium.testing.browser.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** What an operator does with the console of a whole tracker: by its API, and in a real browser. */
class OperatorsIT {
  private static final Path PICTURES = Path.of("target/screenshots");
  private static final List<String> PAGES =
      List.of(
          "",
          "swarms",
          "clients",
          "anomalies",
          "torrents",
          "keys",
          "members",
          "settings",
          "drills",
          "changes");

  private static HttpClient http;
  private static TrackerFixture tracker;
  private static Browser browser;
  private static String port;
  private static String token;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    http = HttpClient.newHttpClient();
    port = Integer.toString(freePort());
    var settings =
        Map.of("ops.port", port, "console.port", port, "console.requests-per-token", "10000");
    tracker = TrackerFixture.on(folder, settings);
    token = Files.readString(folder.resolve("console-token"));
    browser = Browser.start();
  }

  @AfterAll
  static void stop() {
    browser.close();
    tracker.close();
    http.close();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static TestPeer seeder(String name, int port) {
    return new TestPeer(tracker.announceUrl("http"), null, name, port);
  }

  private static String hex(char letter) {
    return "%02x".formatted((int) letter).repeat(20);
  }

  private static String of(char letter) {
    return String.valueOf(letter).repeat(20);
  }

  @Test
  void oneServerAnswersOpsPagesAndTheConsoleAndChangesAreObeyed() throws Exception {
    var link = URI.create(tracker.tracker().consoleLink());
    assertThat(link).hasToString("http://127.0.0.1:%s/#token=%s".formatted(port, token));
    assertThat(get("/livez", "").statusCode()).isEqualTo(200);
    Await.until("ready", () -> get("/metrics", "").body().contains("equilibrium_ready 1.0"));
    assertThat(get("/api/v1/stats", "").statusCode()).isEqualTo(401);
    assertThat(get("/", "").headers().firstValue("Content-Security-Policy")).isPresent();

    var peer = seeder("seeder", 1111);
    peer.announce(of('a'), "left=0");
    Await.until(
        "the console shows the swarm",
        () -> get("/api/v1/swarms/" + hex('a'), token).body(),
        swarm -> swarm.contains("\"seeders\":1"));
    Await.until(
        "all is well",
        () -> get("/api/v1/stats", token).body(),
        stats -> stats.contains("\"state\":\"good\",\"text\":\"All 5 programs are here."));
    assertThat(get("/api/v1/choice?info-hash=" + hex('a') + "&address=127.0.0.1", token).body())
        .contains("127.0.0.1:1111");

    var denied = send("PUT", "/api/v1/torrents/" + hex('a'), "{\"state\":\"denied\"}");

    assertThat(denied.statusCode()).isEqualTo(201);
    awaitRefused(peer, of('a'));
  }

  private static void awaitRefused(TestPeer peer, String infoHash) {
    Await.until(
        "the ingress refuses the torrent",
        () -> peer.reply(infoHash, "left=0"),
        reply -> reply.contains("this torrent is not allowed here"));
  }

  @Test
  void theLinkOfUpLeadsToAPageOnWhichEveryPartWorks() throws Exception {
    seeder("walk", 1120).announce(of('w'), "left=0");
    signIn();
    browser.await("return document.querySelector('.verdict.good') != null");

    for (var page : PAGES) {
      browser.visit(page);
      browser.picture(
          PICTURES.resolve("real-%s.png".formatted(page.isEmpty() ? "overview" : page)));
      assertThat(browser.axe()).as(page).isEmpty();
      assertThat(browser.script("return document.querySelector('main .problem')?.innerText"))
          .as(page)
          .isNull();
    }

    assertThat(String.valueOf(browser.script("return location.href"))).doesNotContain(token);
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void figuresOfEveryProgramAreShownOverTime() throws Exception {
    seeder("figured", 1180).announce(of('f'), "left=0");
    Await.until(
        "the history has figures of the ingress and of stages",
        () -> get("/api/v1/stats/history?node=all", token).body(),
        figures ->
            figures.contains("\"announces-http\"")
                && figures.contains("\"reply-p99\"")
                && figures.contains("\"view-lag\"")
                && figures.contains("\"stage-lag\""));
    signIn();

    browser.visit("members");

    browser.await("return document.querySelectorAll('.cards eq-chart canvas').length >= 5 + 4 * 2");
    assertThat(browser.axe()).isEmpty();
    assertThat(browser.text("main"))
        .doesNotContain("It has sent no figures.")
        .contains("with scoring, anomaly, projector, console", "with ingress, scoring, anomaly");
    browser.picture(PICTURES.resolve("real-members-figures.png"));
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void aTorrentThatIsDeniedOnThePageIsRefused() throws Exception {
    var peer = seeder("denied", 1130);
    peer.announce(of('d'), "left=0");
    signIn();
    browser.visit("swarms/" + hex('d'));
    browser.await("return document.querySelector('button.danger')?.innerText === 'Deny'");

    browser.element("button.danger").click();

    browser.await("return document.body.innerText.includes('denied: stored')");
    awaitRefused(peer, of('d'));
    browser.visit("changes");
    browser.await(
        "return document.querySelector('main').innerText.includes('PUT /torrents/{hash}')");
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void realClientsMoveTheFiguresAndObeyThePage(@TempDir Path place) throws Exception {
    var url = tracker.announceUrl("http");
    var torrent = Torrent.in(place, "real", Client.LIBTORRENT.trackerUrl(url));
    var same = Torrent.in(place.resolve("same"), "real", Client.ARIA2.trackerUrl(url));
    signIn();
    browser.await("return /^\\d/.test(document.querySelectorAll('.kpi .value')[1]?.innerText)");
    var announces = figure(0);
    int peers = Integer.parseInt(figure(1));

    try (var giving = Client.LIBTORRENT.seed(torrent, place.resolve("seeder"), Loopback.IPV4);
        var taking = Client.ARIA2.download(same, place.resolve("leecher"), Loopback.IPV4)) {
      Await.until("announces are shown", () -> !figure(0).equals(announces));
      Await.until("the file is whole: " + taking, () -> taking.has(torrent));
      Await.until("both are shown", () -> figure(1), now -> Integer.parseInt(now) >= peers + 2);

      browser.visit("swarms/" + torrent.infoHash());
      browser.await("return document.querySelector('button.danger')?.innerText === 'Deny'");
      browser.element("button.danger").click();
      awaitSaid(giving, giving.toString().length(), "this torrent is not allowed here");
      browser.await("return document.body.innerText.includes('denied: stored')");
      browser.element("main .buttons button").click();
      browser.await("return document.body.innerText.includes('allowed: stored')");
      awaitSaid(giving, giving.toString().length(), "tracker_reply_alert");
    }
    assertThat(browser.messages()).isEmpty();
  }

  /** A figure of the overview, by its place there. */
  private static String figure(int place) {
    return String.valueOf(
        browser.script(
            "return document.querySelectorAll('.kpi .value')[arguments[0]].innerText", place));
  }

  /** Waits for words in what a client writes after so many characters. */
  private static void awaitSaid(Client.Running client, int after, String words) {
    Await.until(
        client + " says " + words,
        () -> client.toString().substring(after),
        said -> said.contains(words));
  }

  @Test
  void aKeyThatIsIssuedOnThePageNamesItsClient() throws Exception {
    signIn();
    browser.visit("keys");

    browser.element("input[name=note]").sendKeys("for a test", Keys.ENTER);

    browser.await("return document.querySelector('.secret code') != null");
    var key = browser.text(".secret code");
    var client =
        String.valueOf(
            browser.script(
                "return document.querySelector('.secret a').hash.replace('#/clients/', '')"));
    new TestPeer(tracker.announceUrl("http"), key, "keyed", 1140).announce(of('k'), "left=0");
    Await.until(
        "its client has a tier",
        () -> get("/api/v1/clients/" + client, token).body(),
        found -> found.contains("\"why\":\"tier "));
    browser.element("#search").sendKeys(client, Keys.ENTER);
    browser.await("return document.querySelector('.tier.big') != null");
    assertThat(browser.text("main")).contains("Known by its announce key", "for a test");
    browser.picture(PICTURES.resolve("real-client.png"));
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void aSettingThatIsChangedOnThePageIsInForceUntilItIsTakenBack() throws Exception {
    signIn();
    browser.visit("settings");

    browser.element("button[aria-label='Change ingress.interval']").click();
    browser.element("#new-value").clear();
    browser.element("#new-value").sendKeys("10m", Keys.ENTER);

    browser.await(
        "return document.querySelector('main').innerText.includes('In force on every node.')");
    var set = seeder("set", 1170).reply(of('s'), "left=0");
    assertThat(browser.axe()).isEmpty();
    browser.picture(PICTURES.resolve("real-setting.png"));
    assertThat(tracker.run("config", "print", "--live")).contains("ingress.interval = \"10m\"");
    browser.element("button[aria-label='Change ingress.interval']").click();
    browser.element("form.line button[type=button]").click();
    browser.await("return document.querySelector('#new-value') == null");
    var back = seeder("back", 1171).reply(of('s'), "left=0");
    assertThat(set).containsPattern("8:intervali(5[4-9]\\d|6[0-6]\\d)e");
    assertThat(back).containsPattern("8:intervali1[6-9]\\d\\de");
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void aDrillOnThePageStopsKafkaAndACardSaysWhatBecameOfClients() throws Exception {
    var peer = seeder("drilled", 1150);
    peer.announce(of('o'), "left=0");
    signIn();
    browser.visit("drills");

    browser.element("select[name=part]").sendKeys("Kafka");
    browser.element("input[name=confirm]").sendKeys("kafka", Keys.ENTER);

    awaitStopped("equilibrium_kafka_up");
    assertThat(peer.reply(of('o'), "left=0")).contains("5:peers");
    browser.await("return document.querySelector('main h2').innerText === 'Kafka is stopped'");
    browser.element("main .buttons button").click();
    awaitOver("kafka");
    browser.await("return document.querySelector('.cards .state.good') != null");
    browser.picture(PICTURES.resolve("real-drills.png"));
    assertThat(browser.messages()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql, equilibrium_postgres_up",
    "projector, 'equilibrium_program_up{program=\"projector\"}'"
  })
  void aPartThatIsStoppedStartsAgainAndAnnouncesAreAnsweredMeanwhile(String part, String gauge)
      throws Exception {
    var peer = seeder(part, 1160);
    peer.announce(of('p'), "left=0");
    var drill = "{\"part\":\"%s\",\"seconds\":600}".formatted(part);

    var begun = send("POST", "/api/v1/drills", drill);

    assertThat(begun.statusCode()).isEqualTo(201);
    awaitStopped(gauge);
    assertThat(send("POST", "/api/v1/drills", drill).body()).contains("end it first");
    assertThat(peer.reply(of('p'), "left=0")).contains("5:peers").doesNotContain("not recorded");
    assertThat(send("DELETE", "/api/v1/drills/" + part, "").statusCode()).isEqualTo(204);
    awaitOver(part);
  }

  private static void awaitStopped(String gauge) {
    Await.until(
        "it is stopped",
        () -> get("/metrics", "").body(),
        metrics -> metrics.contains(gauge + " 0.0"));
  }

  private static void awaitOver(String part) {
    Await.until(
        "all is well after the drill of " + part,
        () -> get("/api/v1/drills", token).body(),
        board ->
            board.matches(
                ".*\"drills\":\\[\\{\"part\":\"%s\",[^}]*\"state\":\"over\",\"answered\":[1-9].*"
                    .formatted(part)));
  }

  private static void signIn() {
    browser.open("about:blank");
    browser.open(tracker.tracker().consoleLink());
    browser.await("return document.querySelector('#main')?.dataset.page === 'overview'");
  }

  private static HttpResponse<String> get(String path, String token) throws Exception {
    return send(HttpRequest.newBuilder(tracker.opsUrl(path)), token);
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws Exception {
    return send(
        HttpRequest.newBuilder(tracker.opsUrl(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json"),
        token);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String token)
      throws Exception {
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
