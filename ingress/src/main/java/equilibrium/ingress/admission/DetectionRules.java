package equilibrium.ingress.admission;

import equilibrium.platform.Settings;
import java.util.regex.Pattern;

/**
 * What is done about clients under suspicion (docs/policy.md 3.6).
 *
 * @param interventions whether suspicions and interventions have effects; false: none has
 * @param handOuts of which replies a record says who was given which peers
 * @param caseUrl where people read about a case, without a scheme; empty: nowhere
 */
public record DetectionRules(boolean interventions, HandOuts handOuts, String caseUrl) {
  /** So long that a warning with it has 63 bytes at most, which is what clients show. */
  private static final int LONGEST_URL = 30;

  private static final Pattern URL = Pattern.compile("[!-~]{0,%d}".formatted(LONGEST_URL));

  static DetectionRules from(Settings settings) {
    var url =
        settings.text(
            "ingress.case-url",
            "host and path at which people read about a case, as in \"t.example\": the own warning of"
                + " a suspected client then ends in \"see t.example/c/AB12CD34\"; at most 30"
                + " characters; empty: it names the case alone",
            "");
    if (!URL.matcher(url).matches()) {
      settings.problem(
          "ingress.case-url is \"%s\", expected at most %d ASCII characters without spaces"
              .formatted(url, LONGEST_URL));
    }
    return new DetectionRules(
        settings.flag(
            "ingress.interventions",
            "whether suspicions and interventions have effects on replies; false: nobody is warned,"
                + " quarantined or refused",
            true),
        settings.choice(
            "ingress.hand-outs",
            "of which replies a record says who was given which peers; watched: those that list a"
                + " peer of a client under suspicion",
            HandOuts.WATCHED),
        url);
  }
}
