package equilibrium.ingress.explain;

import equilibrium.ingress.answer.TrackerCore;
import equilibrium.ingress.explain.ChoiceQuery.Bad;
import equilibrium.ingress.swarm.SwarmReader;
import equilibrium.ingress.swarm.inspect.Census;
import equilibrium.platform.Question;
import java.util.HexFormat;
import java.util.Map;

/**
 * Explains which peers a client would get for a swarm if it announced now over HTTP, and why
 * ({@code /status/choice}). Decides by the code that answers announces, and changes nothing: no
 * peer is entered, counted, or early for it. Answers one question at a time, so that questions take
 * one processor at most.
 */
public final class Choices implements Question {
  private final TrackerCore core;
  private final SwarmReader swarms;

  public Choices(TrackerCore core) {
    this.core = core;
    this.swarms = new SwarmReader(core.state().swarms());
  }

  @Override
  public synchronized Answer answer(Map<String, String> parameters) {
    try {
      var query = ChoiceQuery.of(parameters);
      var admission = core.admission();
      var rules = admission.rules();
      long nowMs = core.process().clock().nowMs();
      var finder = new ClientLookup.Finder(admission, core.state().clients(), rules, nowMs);
      var torrent = admission.directory().torrents().get(query.infoHash());
      return answer(new HypotheticalAnnounce(query, finder.find(query), rules, torrent, nowMs));
    } catch (Bad e) {
      return Answer.bad(e.problem());
    }
  }

  private Answer answer(HypotheticalAnnounce announce) {
    byte[] infoHash = announce.query().infoHash().bytes();
    var census = new Census(infoHash, core.state().clients(), announce.client().number());
    census.count(swarms);
    var preview = announce.preview(core.policy(), census);
    if (!preview.run(swarms)) {
      return Answer.absent(noSwarm(announce));
    }
    var named = announce.named();
    if (named != null && !preview.isPresent()) {
      return Answer.absent(
          "peer-id %s is not in the swarm, expected one that did not stop and announced within %d s"
              .formatted(HexFormat.of().formatHex(named.bytes()), core.policy().lifetimeSeconds()));
    }
    return Answer.good(new ChoiceReport(core.policy(), announce, preview, census).choice());
  }

  private String noSwarm(HypotheticalAnnounce announce) {
    var refused = announce.refused();
    return "info-hash %s is no swarm of this ingress, expected one that was announced within %d s%s"
        .formatted(
            HexFormat.of().formatHex(announce.query().infoHash().bytes()),
            core.policy().lifetimeSeconds(),
            refused == null ? "" : "; an announce is refused: " + refused.text());
  }
}
