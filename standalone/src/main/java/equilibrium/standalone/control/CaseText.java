package equilibrium.standalone.control;

import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.CaseDecision;
import equilibrium.schemas.event.CaseState;
import equilibrium.schemas.event.Suspicion;
import equilibrium.standalone.control.CaseReader.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A case in plain words (docs/operate/cases.md).
 *
 * @param findings the newest of them
 * @param decision the newest about the client; null: none
 * @param warnings to clients that got it as a peer
 * @param nowMs tracker time, milliseconds since 1970
 */
public record CaseText(
    Suspicion suspicion,
    List<Finding> findings,
    @Nullable CaseDecision decision,
    List<String> warnings,
    long nowMs) {
  private static final int QUARANTINED = 3;
  private static final Duration CLEAN = Duration.ofDays(30);
  private static final int MOST_EVENTS = 10;

  public CaseText {
    findings = List.copyOf(findings);
    warnings = List.copyOf(warnings);
  }

  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("case      " + suspicion.getCaseId());
    lines.add("client    %s, %s".formatted(client(), identity()));
    lines.add("state     " + state());
    lines.add("opened    " + time(suspicion.getOpenedAtMs()));
    lines.add("level     " + level());
    lines.add("weight    " + weight());
    lines.add(
        "evidence  %d findings of families %s in %d torrents%s"
            .formatted(
                suspicion.getFindings(),
                suspicion.getFamilies().isEmpty() ? "-" : families(),
                suspicion.getTorrents(),
                suspicion.getBroken() ? "; it looks broken rather than cheating" : ""));
    lines.add("");
    lines.add("What was found, the newest %d first:".formatted(findings.size()));
    findings.forEach(finding -> lines.addAll(lines(finding)));
    lines.add("");
    lines.add("What was done about it:");
    lines.addAll(done());
    lines.add("");
    lines.add("What would clear it:");
    lines.addAll(clearing());
    return lines;
  }

  private String client() {
    return IdText.of(suspicion.getClientId().bytes());
  }

  private String families() {
    return String.join(", ", suspicion.getFamilies());
  }

  private String identity() {
    return switch (suspicion.getIdentity()) {
      case KEY -> "known by its announce key";
      case ADDRESS ->
          "known by its address, which people may share: only its sessions are concerned";
      case PEER_ID -> "known by its peer id";
    };
  }

  private String state() {
    return switch (suspicion.getCaseState()) {
      case NONE -> "none";
      case OPEN -> "open: nobody has decided";
      case APPROVED -> "approved: an operator agrees, refusal included";
      case DISMISSED -> "dismissed: without effect until there is new evidence";
      case CLEARED -> "cleared: the evidence was wrong";
      case EXPIRED -> "expired: nothing was found for 30 days";
    };
  }

  private String level() {
    var name =
        switch (suspicion.getLevel()) {
          case 0 -> "nothing follows";
          case 1 -> "watched: lists that name it are recorded";
          case 2 -> "warned: it is told that its reports look wrong, and its tier does not rise";
          case 3 -> "quarantined: it is in no peer list, and its score is 0";
          default -> "refused: its announces fail, and it is in no peer list";
        };
    var effect =
        suspicion.getEnforced() || suspicion.getLevel() == 0
            ? ""
            : " (not in force: detection is in shadow mode, or has stopped itself)";
    var until = suspicion.getUntilMs() > 0 ? ", until " + time(suspicion.getUntilMs()) : "";
    return suspicion.getLevel() + " of 4, " + name + until + effect;
  }

  private String weight() {
    return "%s nats as of %s, %s with rules in shadow mode"
        .formatted(
            nats(suspicion.getWeight()),
            time(suspicion.getAtMs()),
            nats(suspicion.getShadowWeight()));
  }

  private static List<String> lines(Finding finding) {
    var lines = new ArrayList<String>();
    lines.add(
        "  %s, rule %s, %s, %s nats%s"
            .formatted(
                finding.id(),
                finding.rule(),
                finding.at(),
                nats(finding.weight()),
                finding.shadow() ? ", in shadow mode" : ""));
    lines.add("    " + finding.summary());
    lines.add(
        "    claimed %s, possible %s; %s"
            .formatted(number(finding.observed()), number(finding.threshold()), finding.numbers()));
    lines.add(
        "    torrent %s; its address was %s by a round trip"
            .formatted(
                finding.torrent().isEmpty() ? "several" : finding.torrent(),
                finding.sourceVerified() ? "proved" : "not proved"));
    var events = finding.events();
    lines.add(
        "    events (topic partition-offset): %s%s"
            .formatted(
                String.join(", ", events.subList(0, Math.min(events.size(), MOST_EVENTS))),
                events.size() > MOST_EVENTS
                    ? ", and %d more".formatted(events.size() - MOST_EVENTS)
                    : ""));
    return lines;
  }

  private List<String> done() {
    var lines = new ArrayList<String>();
    if (suspicion.getRecurrences() > 0) {
      lines.add("  it was quarantined %d times".formatted(suspicion.getRecurrences()));
    }
    if (decision != null && decision.getCaseId().equals(suspicion.getCaseId())) {
      lines.add(
          "  %s by %s, %s%s"
              .formatted(
                  EnumText.of(decision.getVerdict()),
                  decision.getBy(),
                  time(decision.getAtMs()),
                  decision.getNote().isEmpty() ? "" : ": " + decision.getNote()));
    }
    if (!warnings.isEmpty()) {
      lines.add("  %d warnings to clients that got it as a peer:".formatted(warnings.size()));
      warnings.forEach(warning -> lines.add("    " + warning.replace('\t', ' ')));
    }
    if (lines.isEmpty()) {
      lines.add("  nothing");
    }
    return lines;
  }

  private List<String> clearing() {
    if (suspicion.getCaseState() == CaseState.CLEARED
        || suspicion.getCaseState() == CaseState.EXPIRED) {
      return List.of("  it is over");
    }
    var lines = new ArrayList<String>();
    lines.add("  time: the weight halves in 7 days, and 30 days without a finding end the case");
    if (!findings.isEmpty()) {
      var newest = Instant.parse(findings.getFirst().at());
      lines.add("    (without another finding on %s)".formatted(newest.plus(CLEAN)));
    }
    if (suspicion.getLevel() >= QUARANTINED && suspicion.getUntilMs() > nowMs) {
      long minutes = ChronoUnit.MINUTES.between(instant(nowMs), instant(suspicion.getUntilMs()));
      lines.add("    (the quarantine ends in %d h %d min)".formatted(minutes / 60, minutes % 60));
    }
    var id = suspicion.getCaseId();
    lines.add(
        "  \"equilibrium cases dismiss %s\": it has no effect until there is new evidence"
            .formatted(id));
    lines.add(
        "  \"equilibrium cases clear %s\": the evidence was wrong; 5 nats weigh against later findings"
            .formatted(id));
    return lines;
  }

  private static String nats(int weight) {
    return String.format(Locale.ROOT, "%.1f", weight / 1_000.0);
  }

  private static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : String.format(Locale.ROOT, "%.4g", number);
  }

  private static String time(long ms) {
    return instant(ms).toString();
  }

  private static Instant instant(long ms) {
    return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS);
  }
}
