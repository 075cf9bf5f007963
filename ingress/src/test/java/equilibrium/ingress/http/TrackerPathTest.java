package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackerPathTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "/announce, none",
        "//announce, none",
        "/announce/, none",
        "/k3y/announce, k3y",
        "/announce/k3y, k3y",
        "/k3y/announce/, k3y"
      })
  void announcesMayCarryAKeyBeforeOrBehind(String path, String key) {
    assertThat(TrackerPath.of(path, "")).isEqualTo(new TrackerPath.Announce(key));
  }

  @ParameterizedTest
  @CsvSource({"/scrape", "/k3y/scrape", "/scrape/k3y"})
  void aScrapeIsAnAnnouncesPathWithThatWordChanged(String path) {
    assertThat(TrackerPath.of(path, "")).isEqualTo(new TrackerPath.Scrape());
  }

  @ParameterizedTest
  @CsvSource({"/announces", "/a/b/announce", "/k%2f/announce", "/favicon.ico"})
  void anythingElseIsNotFound(String path) {
    assertThat(TrackerPath.of(path, "info_hashes=a")).isEqualTo(new TrackerPath.NotFound());
  }

  @ParameterizedTest
  @CsvSource({"info_hash=a", "port=1&info_hash=a"})
  void anAnnounceIsKnownByItsQuery(String query) {
    assertThat(TrackerPath.of("/", query)).isEqualTo(new TrackerPath.Announce(null));
    assertThat(TrackerPath.of("/a/b", query)).isEqualTo(new TrackerPath.Misplaced());
    assertThat(TrackerPath.of("/scrape", query)).isEqualTo(new TrackerPath.Scrape());
  }
}
