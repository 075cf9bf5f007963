package equilibrium.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import equilibrium.testing.browser.Browser;
import equilibrium.testing.browser.ScriptTimes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/**
 * The page in a real browser, with made-up answers of the API. Pictures go to target/screenshots.
 */
final class ConsolePage {
  private static final Path PICTURES = Path.of("target/screenshots");
  private static final String HASH = "0123456789abcdef0123456789abcdef01234567";
  private static final String CLIENT = "00112233445566778899aabbccddeeff";

  /** Addresses of pages, by the name of their pictures. */
  private static final Map<String, String> PAGES =
      Map.ofEntries(
          Map.entry("overview", ""),
          Map.entry("swarms", "swarms"),
          Map.entry("swarm", "swarms/" + HASH),
          Map.entry("clients", "clients"),
          Map.entry("client", "clients/" + CLIENT),
          Map.entry("anomalies", "anomalies"),
          Map.entry("finding", "anomalies/R1-0123456789abcdef0123"),
          Map.entry("case", "cases/C-0123456789abcdef0123"),
          Map.entry("torrents", "torrents"),
          Map.entry("keys", "keys"),
          Map.entry("members", "members"),
          Map.entry("settings", "settings"),
          Map.entry("drills", "drills"),
          Map.entry("changes", "changes"));

  private static MadeUpConsole console;
  private static Browser browser;

  @BeforeAll
  static void openBrowser() throws IOException {
    console = MadeUpConsole.start(0);
    browser = Browser.start();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
    console.close();
  }

  @BeforeEach
  void signIn() {
    browser.prefer("light");
    browser.resize(1440, 1000);
    browser.open(console.link());
    browser.await(
        "return location.hash === '#/' && document.querySelector('#main').dataset.drawn === ''");
  }

  @AfterEach
  void streamAgain() {
    console.stream(true);
  }

  /** A violation of the policy is a message too. */
  @AfterEach
  void theBrowserHadNothingToSay() {
    assertThat(browser.messages()).isEmpty();
  }

  @Test
  void theTokenLeavesTheAddressBar() {
    var address = browser.script("return location.href");

    assertThat(String.valueOf(address)).doesNotContain(MadeUpConsole.TOKEN);
  }

  @Test
  void axeFindsNothingOnAnyPageInEitherScheme() {
    var found = new ArrayList<String>();

    for (var scheme : List.of("light", "dark")) {
      browser.prefer(scheme);
      PAGES.forEach((name, address) -> {
        browser.visit(address);
        browser.picture(PICTURES.resolve(name + "-" + scheme + ".png"));
        found.addAll(browser.axe().lines().map(line -> scheme + " " + name + ": " + line).toList());
      });
    }

    assertThat(found).isEmpty();
  }

  @Test
  void aPhoneShowsEveryPageAndAxeFindsNothingThere() {
    var wide = new ArrayList<String>();
    var found = new ArrayList<String>();
    browser.resize(360, 780);

    PAGES.forEach((name, address) -> {
      browser.visit(address);
      browser.picture(PICTURES.resolve(name + "-narrow.png"));
      if (browser.sideways() > 0) {
        wide.add(name + " by " + browser.sideways());
      }
      found.addAll(browser.axe().lines().map(line -> name + ": " + line).toList());
    });

    assertThat(wide).isEmpty();
    assertThat(found).isEmpty();
  }

  @Test
  void theTabKeyReachesEveryControlOfEveryPage() {
    PAGES.forEach((name, address) -> {
      browser.visit(address);

      var reached = browser.tabbed();

      assertThat(reached).as(name).first().isEqualTo("a Skip to content");
      assertThat(reached).as(name).hasSize(browser.controls());
    });
  }

  @Test
  void aLostConnectionIsToldUntilFiguresComeAgain() {
    browser.visit("members");

    console.stream(false);

    browser.await("return document.querySelector('.lost') != null");
    var told = browser.text(".lost");
    browser.messages(); // the browser reports each reply 503
    var axe = browser.axe();
    browser.picture(PICTURES.resolve("lost.png"));
    console.stream(true);
    browser.await("return document.querySelector('.lost') == null");
    browser.messages();
    assertThat(told).contains("No live figures since", "tries again every 2 s");
    assertThat(axe).isEmpty();
  }

  @Test
  void slashFocusesTheSearchAndAHashOpensItsSwarm() {
    browser.visit("members");

    browser.press("/");
    browser.press(HASH, Keys.ENTER);

    browser.await("return location.hash === '#/swarms/' + arguments[0]", HASH);
    browser.await("return document.querySelector('#main').dataset.page === 'swarm'");
  }

  @Test
  void figuresMoveByThemselves() {
    browser.visit("");
    var before = browser.text(".kpi .value");

    browser.await(
        "return document.querySelector('.kpi .value').innerText !== arguments[0]", before);

    assertThat(before).isNotBlank();
  }

  /** The median, so that a busy machine fails nothing; half of what browsers call a long task. */
  @Test
  void theScriptForAnEventIsShort() {
    browser.visit("");
    var times = new ScriptTimes(browser);

    times.await(10);

    var events = times.ofEvents();
    assertThat(events.get(events.size() / 2)).isPositive().isLessThan(25.0);
  }

  @Test
  void theVerdictSaysTheStateInWordsAndNamesTheRunbook() {
    console.judge("bad", "Kafka has not answered for 14 s.", "docs/operate/runbooks/kafka-away.md");
    browser.visit("");

    browser.await("return document.querySelector('.verdict').classList.contains('bad')");

    var verdict = browser.text(".verdict");
    console.judge("good", "Nothing is behind.", "");
    assertThat(verdict)
        .contains("Act now. Kafka has not answered for 14 s.")
        .contains("docs/operate/runbooks/kafka-away.md");
  }

  @ParameterizedTest
  @CsvSource({"'', 4", "members, 19"})
  void everyChartHasItsFiguresAsATable(String address, long charts) {
    browser.visit(address);

    var without =
        browser.script(
            """
            return [...document.querySelectorAll('[role=img]')]
                .filter(e => !e.closest('.box')?.querySelector('table')).map(e => e.getAttribute('aria-label'));
            """);

    assertThat(without).isEqualTo(List.of());
    assertThat(
            browser.script("return document.querySelectorAll('eq-chart[role=img] canvas').length"))
        .isEqualTo(charts);
  }

  @Test
  void aMemberShowsItsFiguresAndOneThatSentNoneSaysSo() {
    browser.visit("members");

    assertThat(browser.text("main"))
        .contains("Announces/s", "Reply p99", "It has sent no figures.")
        .contains("with anomaly", "with scoring");
    browser.visit("members?window=6h");
    browser.await(
        "return document.querySelector('.choices [aria-current=true]').innerText === '6 h'");
  }

  @Test
  void anOperatorApprovesACaseWithANoteByKeyboardAlone() {
    browser.visit("cases/C-0123456789abcdef0123");
    browser.script("document.querySelector('textarea').focus()");

    browser.press("seen twice", Keys.TAB, Keys.ENTER);

    changed("POST /cases/C-", "/approve {\"note\":\"seen twice\"}");
    browser.await("return document.body.innerText.includes('Approved, and stored.')");
  }

  @Test
  void anOperatorDeniesATorrent() {
    browser.visit("torrents");

    browser.element("button[aria-label^='Deny']").click();

    changed("PUT /torrents/", "{\"state\":\"denied\"}");
  }

  @Test
  void anOperatorAsksWhatAClientWouldGet() {
    browser.visit("swarms/" + HASH);

    browser.element("input[name=who]").sendKeys(CLIENT, Keys.ENTER);

    browser.await(
        "return document.body.innerText.includes('so seeders of tiers up to 1 are open')");
  }

  @Test
  void theLogIsSearchedForTheLastAnnouncesWhenSomebodyAsks() {
    var rows =
        "return document.querySelectorAll('[aria-label=\"Last announces\"] tbody tr').length";
    browser.visit("clients/" + CLIENT);

    browser.element("button.search-log").click();
    browser.await(rows + " === 6");
    var axe = browser.axe();
    browser.element("button.search-log").click();

    browser.await(rows + " === 12");
    assertThat(axe).isEmpty();
    assertThat(browser.text("#main")).contains("The log was searched back to");
  }

  @Test
  void aNewKeyIsShownOnceAndGoneAfterTheNextPage() {
    browser.visit("keys");

    browser.element("input[name=note]").sendKeys("lab 7", Keys.ENTER);

    changed("POST /keys", "{\"note\":\"lab 7\"}");
    browser.await("return document.querySelector('.secret code')?.innerText.length === 32");
    browser.visit("members");
    browser.visit("keys");
    assertThat(browser.script("return document.querySelector('.secret')")).isNull();
  }

  @Test
  void aLiveSettingIsChangedInItsRowAndOthersAreNot() {
    browser.visit("settings");
    var settings =
        String.valueOf(
            browser.script("return document.querySelectorAll('[aria-label^=Change]').length"));
    browser.element("button[aria-label='Change ingress.interval']").click();
    var axe = browser.axe();

    browser.element("#new-value").clear();
    browser.element("#new-value").sendKeys("25m", Keys.ENTER);

    changed("PUT /settings/ingress.interval", " {\"value\":\"25m\"}");
    browser.await("return document.body.innerText.includes('In force on every node.')");
    assertThat(axe).isEmpty();
    assertThat(settings).isEqualTo("3");
    assertThat(browser.text("main"))
        .contains("nodes differ", "set to 20m by desk", "after a restart 6970");
  }

  @Test
  void aPartIsStoppedOnlyWhenItsNameIsTyped() {
    browser.visit("drills");

    browser.element("input[name=confirm]").sendKeys("kafka", Keys.ENTER);
    var before = List.copyOf(console.changes());
    browser.element("input[name=confirm]").clear();
    browser.element("input[name=confirm]").sendKeys("anomaly", Keys.ENTER);

    changed("POST /drills", "{\"part\":\"anomaly\",\"seconds\":10}");
    assertThat(before).noneMatch(change -> change.startsWith("POST /drills"));
  }

  @Test
  void aNodeIsKilledOnlyWhenItsNameIsTyped() {
    browser.visit("drills");
    browser.element("select[name=kind]").sendKeys("killed");
    browser.await("return document.querySelector('input[name=confirm-node]') != null");

    browser.element("input[name=confirm-node]").sendKeys("ingress", Keys.ENTER);
    var before = List.copyOf(console.changes());
    browser.element("input[name=confirm-node]").clear();
    browser.element("input[name=confirm-node]").sendKeys("ingress-er-1", Keys.ENTER);

    changed("POST /drills", "{\"node\":\"tracker-1\",\"kind\":\"kill\",\"seconds\":10}");
    assertThat(before).noneMatch(change -> change.contains("kill"));
  }

  @Test
  void aWrongTokenLeadsToTheSignInPage() {
    browser.element(".who button").click();
    browser.await("return document.querySelector('#main').dataset.page === 'sign-in'");
    var axe = browser.axe();
    browser.messages();

    browser.element("input[name=token]").sendKeys("wrong", Keys.ENTER);
    browser.await("return document.querySelector('.problem') != null");

    var refusal = browser.text(".problem");
    browser.messages(); // the browser reports each reply 401
    browser.element("input[name=token]").sendKeys(MadeUpConsole.TOKEN, Keys.ENTER);
    browser.await("return document.querySelector('#main').dataset.page === 'overview'");
    assertThat(refusal).contains("expected a token");
    assertThat(axe).isEmpty();
  }

  private static void changed(String start, String end) {
    Await.until(
        "a change %s…%s".formatted(start, end),
        () -> console.changes(),
        all -> all.stream().anyMatch(change -> change.startsWith(start) && change.endsWith(end)));
  }
}
