package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BIGINT;
import static equilibrium.projector.table.Type.BOOLEAN;
import static equilibrium.projector.table.Type.INTEGER;
import static equilibrium.projector.table.Type.INTEGERS;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Literals;
import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.TierCuts;

/** {@code tier-cuts → tier_cuts}: the topic keeps the newest epoch, the table all. */
final class TierCutEpochs {
  static Projection<String, TierCuts> projection() {
    return new AppendOnlyRows<>(
        Table.<TierCuts>named(Tables.TIER_CUTS)
            .key("epoch", BIGINT, TierCuts::getEpoch)
            .set("at", TIME, TierCuts::getAtMs)
            .set("population", BIGINT, TierCuts::getPopulation)
            .set("cuts", INTEGERS, cuts -> Literals.numbers(cuts.getCuts()))
            .set("rules_version", INTEGER, TierCuts::getRulesVersion)
            .set("milli_cuts", INTEGERS, cuts -> Literals.numbers(cuts.getMilliCuts()))
            .set("provisional", BOOLEAN, TierCuts::getProvisional)
            .newest(),
        Refold.EPOCHS,
        TierCuts::getEpoch);
  }

  private TierCutEpochs() {}
}
