package equilibrium.ingress.http;

import static equilibrium.ingress.http.TrackerOnHttp.LEECHER;
import static equilibrium.ingress.http.TrackerOnHttp.SEEDER;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.TrackerIdVerdict;
import equilibrium.testing.client.RawHttp;
import equilibrium.testing.event.Ids;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Announces and scrapes over HTTP on a real socket; only the log behind it is a list. */
class HttpTrackerTest {
  private static final String TRACKER_ID = "10:tracker id32:([0-9a-f]{32})";

  @AutoClose private final TrackerOnHttp tracker = new TrackerOnHttp(Map.of());

  @Test
  void aLeecherIsToldAboutTheSeederThatCameBefore() throws IOException {
    get(SEEDER);

    var reply = get(LEECHER);

    assertThat(reply)
        .startsWith("HTTP/1.0 200 OK")
        .contains("d8:completei1e10:downloadedi0e10:incompletei1e8:intervali")
        .endsWith("5:peers6:\u007f\0\0\1\u001a\u00e1e");
    assertThat(tracker.log).hasSize(2);
    assertThat(tracker.log.getLast().getAnswer().getPeers()).isEqualTo(1);
    assertThat(tracker.log.getLast().getAnswer().getPeerSeeders()).isEqualTo(1);
  }

  @Test
  void aTrackerIdThatIsEchoedIsKnownAgain() throws IOException {
    var id = Pattern.compile(TRACKER_ID).matcher(tracker.get(SEEDER));
    assertThat(id.find()).isTrue();

    get("%s&trackerid=%s".formatted(SEEDER, id.group(1)));
    get(SEEDER + "&trackerid=48");

    assertThat(tracker.log)
        .extracting(Announced::getTrackerId)
        .containsExactly(TrackerIdVerdict.NONE, TrackerIdVerdict.VALID, TrackerIdVerdict.FOREIGN);
  }

  @Test
  void peersMayBeWantedAsDictionaries() throws IOException {
    get(SEEDER);

    assertThat(get(LEECHER + "&compact=0"))
        .endsWith("5:peersld2:ip9:127.0.0.17:peer id20:ssssssssssssssssssss4:porti6881eeee");
    assertThat(get(LEECHER + "&compact=0&no_peer_id=1"))
        .endsWith("5:peersld2:ip9:127.0.0.14:porti6881eeee");
  }

  @Test
  void anAnswerThatIsNotRecordedSaysSo() throws IOException {
    tracker.loseTheLog();

    assertThat(get(SEEDER)).endsWith("15:warning message12:not recordede");
  }

  @Test
  void aMalformedAnnounceIsAFailureInsideAGoodResponse() throws IOException {
    assertThat(get("/announce?info_hash=short"))
        .startsWith("HTTP/1.0 200 OK")
        .endsWith(
            "d14:failure reason33:info_hash is 5 bytes, expected 20"
                + "8:intervali1800e12:min intervali1800e8:retry ini30ee");
    assertThat(tracker.log).isEmpty();
  }

  @Test
  void aDeniedTorrentIsRefusedButMayStop() throws IOException {
    tracker.deny(Ids.infoHash('a'));

    assertThat(get(SEEDER)).contains("failure reason32:this torrent is not allowed here");
    assertThat(get(SEEDER + "&event=stopped")).contains("5:peers0:e").doesNotContain("failure");
    assertThat(tracker.log).isEmpty();
  }

  @Test
  void anUnknownKeyIsRefused() throws IOException {
    assertThat(get("/k3y" + SEEDER)).contains("this announce key is not known");
  }

  @Test
  void aScrapeCountsEachSwarmAskedFor() throws IOException {
    get(SEEDER);

    assertThat(get(RawHttp.scrape("ba")))
        .endsWith(
            "d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei1e10:downloadedi0e11:downloadersi0e"
                + "10:incompletei0ee20:bbbbbbbbbbbbbbbbbbbbd8:completei0e10:downloadedi0e"
                + "11:downloadersi0e10:incompletei0eeee");
    assertThat(get("/scrape")).contains("failure reason");
  }

  @Test
  void otherPathsAndMethodsAreAnsweredAsHttpDoes() throws IOException {
    assertThat(get("/")).startsWith("HTTP/1.0 200 OK").contains("tracker");
    assertThat(get("/nothing")).startsWith("HTTP/1.0 404");
    assertThat(tracker.send(RawHttp.request("POST", "/announce", "1.0")))
        .startsWith("HTTP/1.0 405");
  }

  /** The response, without the tracker id, which is another for each session. */
  private String get(String target) throws IOException {
    return tracker.get(target).replaceFirst(TRACKER_ID, "");
  }
}
