package equilibrium.analyst.table;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Suspicion;
import equilibrium.schemas.event.TierCuts;
import java.util.ArrayList;
import java.util.List;

/** Tables of clients' standings and of the cuts between tiers. */
final class ClientTables {
  private final IdForm ids;

  /** One cell of one sum of a client. */
  private record Cell(ClientStanding standing, DecayedSum sum, int index) {
    static List<Cell> of(ClientStanding standing) {
      var cells = new ArrayList<Cell>();
      for (var sum : standing.getSums()) {
        for (int index = 0; index < sum.getCells().size(); index++) {
          cells.add(new Cell(standing, sum, index));
        }
      }
      return cells;
    }

    long epoch() {
      return sum.getNewestEpoch() - (sum.getCells().size() - 1 - index);
    }

    long amount() {
      return sum.getCells().get(index);
    }
  }

  ClientTables(IdForm ids) {
    this.ids = ids;
  }

  List<TopicTable<?>> all() {
    return List.of(standings(), sums(), suspicions(), cuts());
  }

  private TopicTable<ClientStanding> standings() {
    return TopicTable.of(
        "standings",
        Topics.CLIENT_STANDINGS,
        ClientStanding.class,
        List.of(
            Column.key("client_id", "id", ids::id),
            Column.deleted(),
            Column.name("identity", ClientStanding::getIdentity),
            Column.time("evaluated_at", ClientStanding::getAtMs),
            Column.time("first_seen_at", ClientStanding::getFirstSeenAtMs),
            Column.integer("score", "points, 0 to 1000", ClientStanding::getScore),
            Column.integer(
                "recent_seeding_size", "points", s -> s.getParts().getRecentSeedingSize()),
            Column.integer(
                "average_seeding_size", "points", s -> s.getParts().getAverageSeedingSize()),
            Column.integer("seeding_time", "points", s -> s.getParts().getSeedingTime()),
            Column.integer("ratio", "points", s -> s.getParts().getRatio()),
            Column.integer("suspicion", "thousandths of a nat", ClientStanding::getSuspicion),
            Column.integer("tier", "0 to 3", ClientStanding::getTier),
            Column.text("why", "", ClientStanding::getWhy),
            Column.integer("rules_version", "", ClientStanding::getRulesVersion),
            Column.bigint("cuts_epoch", "0: none", ClientStanding::getCutsEpoch)));
  }

  private TopicTable<Cell> sums() {
    return TopicTable.nested(
        "client_sums",
        Topics.CLIENT_STANDINGS,
        ClientStanding.class,
        List.of(
            Column.text("client_id", "id", c -> ids.id(c.standing().getClientId())),
            Column.time("evaluated_at", c -> c.standing().getAtMs()),
            Column.name("kind", c -> c.sum().getKind()),
            Column.bigint("half_life_seconds", "s", c -> c.sum().getHalfLifeSeconds()),
            Column.bigint("epoch", "half-lives since 1970", Cell::epoch),
            Column.bigint("amount", "as kind says", Cell::amount)),
        Cell::of);
  }

  private TopicTable<Suspicion> suspicions() {
    return TopicTable.of(
        "suspicions",
        Topics.SUSPICIONS,
        Suspicion.class,
        List.of(
            Column.key("client_id", "id", ids::id),
            Column.deleted(),
            Column.name("identity", Suspicion::getIdentity),
            Column.time("evaluated_at", Suspicion::getAtMs),
            Column.integer("weight", "thousandths of a nat", Suspicion::getWeight),
            Column.integer("shadow_weight", "thousandths of a nat", Suspicion::getShadowWeight),
            Column.integer("level", "0 to 4", Suspicion::getLevel),
            Column.flag("broken", Suspicion::getBroken),
            Column.text("families", "letters", s -> String.join("", s.getFamilies())),
            Column.integer("torrents", "swarms", Suspicion::getTorrents),
            Column.integer("findings", "findings", Suspicion::getFindings),
            Column.text("case_id", "", s -> ids.caseId(s.getCaseId())),
            Column.name("case_state", Suspicion::getCaseState),
            Column.maybeTime("opened_at", Suspicion::getOpenedAtMs),
            Column.flag("enforced", Suspicion::getEnforced),
            Column.maybeTime("until", Suspicion::getUntilMs),
            Column.integer("recurrences", "times", Suspicion::getRecurrences),
            Column.integer("rules_version", "", Suspicion::getRulesVersion)));
  }

  private static TopicTable<TierCuts> cuts() {
    return TopicTable.of(
        "cuts",
        Topics.TIER_CUTS,
        TierCuts.class,
        List.of(
            Column.bigint("epoch", "from 1", TierCuts::getEpoch),
            Column.time("evaluated_at", TierCuts::getAtMs),
            Column.bigint("population", "clients", TierCuts::getPopulation),
            Column.real("cut_1", "points", c -> cut(c, 0)),
            Column.real("cut_2", "points", c -> cut(c, 1)),
            Column.real("cut_3", "points", c -> cut(c, 2)),
            Column.flag("provisional", TierCuts::getProvisional),
            Column.integer("rules_version", "", TierCuts::getRulesVersion)));
  }

  private static double cut(TierCuts cuts, int index) {
    var milli = cuts.getMilliCuts();
    return milli.isEmpty() ? cuts.getCuts().get(index) : milli.get(index) / 1_000.0;
  }
}
