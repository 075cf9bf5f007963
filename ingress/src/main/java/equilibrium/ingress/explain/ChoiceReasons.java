package equilibrium.ingress.explain;

import equilibrium.ingress.explain.Choice.Client;
import equilibrium.ingress.explain.Choice.Draw;
import equilibrium.ingress.explain.Choice.Session;
import equilibrium.ingress.explain.Choice.Swarm;
import equilibrium.schemas.Tier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in words why a client gets what it gets. */
record ChoiceReasons(Client client, Swarm swarm, @Nullable Session session, Draw draw) {
  static String refusal(Client client, String words) {
    var why =
        switch (client.key()) {
          case "expired" -> " (another took its place, and its time is over)";
          case "revoked" -> " (it was revoked)";
          default -> "";
        };
    return "An announce is refused: %s%s.".formatted(words, why);
  }

  String why() {
    if (draw.tooEarlySeconds() != null && session != null) {
      return ("It announced %s ago, and came early %d times since it was last in time, which is as"
              + " often as it may: now it gets counts and nobody, in %s a list again.")
          .formatted(
              Text.time(session.heardSecondsAgo()),
              session.early(),
              Text.time(draw.tooEarlySeconds()));
    }
    if (draw.wanted() == 0) {
      return "It asks for nobody.";
    }
    if (client.quarantined()) {
      return quarantine();
    }
    return "%s%s. %s.".formatted(experiment(), choice(), result());
  }

  private String quarantine() {
    return draw.most() == 0
        ? "It is refused because of a suspicion; stopped and completed are recorded."
        : "It is in quarantine because of a suspicion: no list holds it, and its own has %d at most. %s."
            .formatted(draw.most(), result());
  }

  private String experiment() {
    return client.compared()
        ? "By the experiment its policy is %s, not %s: "
            .formatted(client.policy(), client.usualPolicy())
        : "";
  }

  private String choice() {
    if (client.policy().equals("random")) {
      return "anybody is drawn, whatever the tier";
    }
    if (!swarm.gated()) {
      return "nothing is held back here, since %s".formatted(ungated());
    }
    if (client.policy().equals("list-size")) {
      return "tier %d of 3, so it is given a list of at most %d of the %d it asks for, of anybody"
          .formatted(client.tier(), draw.most(), draw.wanted());
    }
    return draw.role().equals("leecher") ? forLeecher() : forSeeder();
  }

  private String ungated() {
    return swarm.gate().equals("off")
        ? "selection.gate is off"
        : "selection.gate is private and the torrent is not registered as private";
  }

  private String forLeecher() {
    return "tier %d of 3; %s, so %s are open%s%s%s"
        .formatted(client.tier(), age(), open(draw.level()), lifted(), next(), above());
  }

  private String age() {
    return session == null
        ? "its session begins now"
        : "in the swarm for " + Text.time(session.startedSecondsAgo());
  }

  private static String open(int tier) {
    return switch (tier) {
      case 0 -> "seeders of tier 0";
      case Tier.HIGHEST -> "seeders of all tiers";
      default -> "seeders of tiers up to " + tier;
    };
  }

  private String lifted() {
    return draw.ceiling() == draw.level()
        ? ""
        : "; there is none of those, so tier %d, the lowest that has a seeder, is open too"
            .formatted(draw.ceiling());
  }

  private String next() {
    if (draw.nextTierSeconds() == null) {
      return "";
    }
    var what = draw.ceiling() == draw.level() ? "; tier %d opens in %s" : "; level %d in %s";
    return what.formatted(draw.level() + 1, Text.time(draw.nextTierSeconds()));
  }

  /** What it is given of the seeders that are not open to it. */
  private String above() {
    int there = above(swarm.seedersByTier());
    return there == 0
        ? ""
        : "; given early of the seeders above: %d of %d%s"
            .formatted(above(draw.seedersByTier()), there, swarm.counted() ? "" : " or more");
  }

  private int above(List<Integer> byTier) {
    return byTier.subList(draw.ceiling() + 1, Tier.COUNT).stream().mapToInt(n -> n).sum();
  }

  private String forSeeder() {
    int tier = client.tier();
    var what = "a %s of tier %d of 3 gets".formatted(draw.role().replace('-', ' '), tier);
    if (tier == 0) {
      return what + " leechers on every level";
    }
    long fit = draw.peers().stream().filter(p -> p.level() != null && p.level() >= tier).count();
    return fit > 0 || draw.peers().isEmpty()
        ? "%s leechers on level %d and above".formatted(what, tier)
        : "%s two others, since no leecher on level %d or above is found".formatted(what, tier);
  }

  private String result() {
    if (draw.peers().isEmpty()) {
      return "There is no peer that it could get";
    }
    boolean seeds = session != null && session.role().equals("seeder");
    boolean leeches = session != null && !seeds;
    return "Drawn for a list of at most %d: %d of %d other seeders, %d of %d other leechers"
        .formatted(
            draw.most(),
            draw.seeders(),
            swarm.seeders() - (seeds ? 1 : 0),
            draw.leechers(),
            swarm.leechers() - (leeches ? 1 : 0));
  }
}
