package equilibrium.ingress.explain;

import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.answer.AnnouncePolicy;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.explain.ChoiceQuery.Bad;
import equilibrium.ingress.swarm.Census;
import equilibrium.platform.Question;
import equilibrium.platform.TrackerClock;
import java.util.HexFormat;
import java.util.Map;

/**
 * What a client would get for a swarm if it announced now over HTTP, and why ({@code
 * /status/choice}). Decides by the code that announces are answered by and changes nothing: nobody
 * is entered, counted, or early for it. One question after the other, so that whoever asks much
 * takes one processor at most.
 */
public final class Choices implements Question {
  private final AnnouncePolicy terms;
  private final Admission admission;
  private final TrackerState memory;
  private final TrackerClock clock;

  public Choices(
      AnnouncePolicy terms, Admission admission, TrackerState memory, TrackerClock clock) {
    this.terms = terms;
    this.admission = admission;
    this.memory = memory;
    this.clock = clock;
  }

  @Override
  public synchronized Answer answer(Map<String, String> parameters) {
    try {
      var query = ChoiceQuery.of(parameters);
      var rules = admission.rules();
      long nowMs = clock.nowMs();
      var asker = new ClientLookup.Finder(admission, memory.clients(), rules, nowMs).find(query);
      var torrent = admission.operator().torrents().get(query.infoHash());
      return answer(new HypotheticalAnnounce(query, asker, rules, torrent, nowMs));
    } catch (Bad e) {
      return Answer.bad(e.problem());
    }
  }

  private Answer answer(HypotheticalAnnounce announce) {
    byte[] infoHash = announce.query().infoHash().bytes();
    var census = new Census(infoHash, memory.clients(), announce.asker().number());
    memory.swarms().count(census);
    var preview = announce.preview(terms, census);
    if (!memory.swarms().preview(preview)) {
      return Answer.absent(noSwarm(announce));
    }
    var named = announce.named();
    if (named != null && !preview.present) {
      return Answer.absent(
          "peer-id %s is not in the swarm, expected one that did not stop and announced within %d s"
              .formatted(HexFormat.of().formatHex(named.bytes()), terms.lifetimeSeconds()));
    }
    return Answer.good(new ChoiceReport(terms, announce, preview, census).choice());
  }

  private String noSwarm(HypotheticalAnnounce announce) {
    var refused = announce.refused();
    return "info-hash %s is no swarm of this ingress, expected one that was announced within %d s%s"
        .formatted(
            HexFormat.of().formatHex(announce.query().infoHash().bytes()),
            terms.lifetimeSeconds(),
            refused == null ? "" : "; an announce is refused: " + refused.words());
  }
}
