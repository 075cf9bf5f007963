package equilibrium.projector;

import static equilibrium.projector.Type.BIGINT;
import static equilibrium.projector.Type.BOOLEAN;
import static equilibrium.projector.Type.INTEGER;
import static equilibrium.projector.Type.INTEGERS;
import static equilibrium.projector.Type.TIME;

import equilibrium.schemas.event.TierCuts;

/** {@code tier-cuts → tier_cuts}: the topic keeps the newest, the table every epoch. */
final class TierCutEpochs {
  static Projection<String, TierCuts> projection() {
    return new Facts<>(
        Table.<TierCuts>named("tier_cuts")
            .key("epoch", BIGINT, TierCuts::getEpoch)
            .set("at", TIME, TierCuts::getAtMs)
            .set("population", BIGINT, TierCuts::getPopulation)
            .set("cuts", INTEGERS, cuts -> Literals.numbers(cuts.getCuts()))
            .set("rules_version", INTEGER, TierCuts::getRulesVersion)
            .set("milli_cuts", INTEGERS, cuts -> Literals.numbers(cuts.getMilliCuts()))
            .set("provisional", BOOLEAN, TierCuts::getProvisional)
            .newest(),
        TierCuts::getEpoch);
  }

  private TierCutEpochs() {}
}
