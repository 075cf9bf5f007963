package equilibrium.standalone.command;

import equilibrium.platform.Fault;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.CaseDecision;
import equilibrium.schemas.event.CaseState;
import equilibrium.schemas.event.CaseVerdict;
import equilibrium.schemas.event.Suspicion;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.control.CaseText;
import equilibrium.standalone.control.ControlSession;
import equilibrium.standalone.control.IdText;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cases}: clients whose reports cannot be true, and what operators decide about them. */
@Command(
    name = "cases",
    description = "Lists and shows cases of suspected clients, and decides about them.")
final class CaseCommands {
  private static final int MOST_NOTE = 500;
  private static final String CASE =
      "Id of the case, the first 4 or more of its digits, or the client id.";

  private final Equilibrium equilibrium;

  CaseCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  /** Who decides, and why. */
  static final class Reason {
    @Option(
        names = "--note",
        defaultValue = "",
        description = "Why, in words; at most 500 characters.")
    private String note = "";

    @Option(
        names = "--by",
        defaultValue = "equilibrium cases",
        description = "Who decides; \"${DEFAULT-VALUE}\" without this.")
    private String by = "";
  }

  @Command(
      name = "list",
      description = {
        "Prints case id, client id, level, state, weight, weight with rules in shadow mode, findings,"
            + " families, and when it was opened, separated by tabs; the weightiest first.",
        "Weights are nats: 4.6 warns, 6.9 quarantines."
      })
  void list(
      @Option(names = "--all", description = "Also cases that are cleared or expired.") boolean all,
      @Option(
              names = "--limit",
              defaultValue = "100",
              paramLabel = "N",
              description = "Prints the first N; ${DEFAULT-VALUE} without this.")
          int limit) {
    try (var session = open()) {
      session.projection().cases().cases(all, limit).forEach(CaseCommands::printLine);
    }
  }

  private static void printLine(Suspicion suspicion) {
    System.out.println(
        String.join(
            "\t",
            suspicion.getCaseId(),
            IdText.of(suspicion.getClientId().bytes()),
            Integer.toString(suspicion.getLevel()),
            EnumText.of(suspicion.getCaseState()),
            nats(suspicion.getWeight()),
            nats(suspicion.getShadowWeight()),
            Integer.toString(suspicion.getFindings()),
            String.join("", suspicion.getFamilies()),
            Instant.ofEpochMilli(suspicion.getOpenedAtMs()).toString()));
  }

  private static String nats(int weight) {
    return String.format(Locale.ROOT, "%.1f", weight / 1_000.0);
  }

  @Command(
      name = "show",
      description =
          "Tells what was claimed, what was possible, which announces show it, what was done about"
              + " it, and what would clear it.")
  void show(
      @Parameters(paramLabel = "CASE", description = CASE) String name,
      @Option(
              names = "--limit",
              defaultValue = "20",
              paramLabel = "N",
              description = "Shows the newest N findings; ${DEFAULT-VALUE} without this.")
          int limit) {
    try (var session = open()) {
      var cases = session.projection().cases();
      var suspicion = cases.only(name);
      var text =
          new CaseText(
              suspicion,
              cases.findings(suspicion, limit),
              cases.decision(suspicion.getClientId()).orElse(null),
              cases.warningsAbout(suspicion.getClientId(), 1_000),
              session.nowMs());
      text.lines().forEach(System.out::println);
    }
  }

  @Command(
      name = "approve",
      description =
          "Says that the evidence is right. The client is refused from a weight of 9.2 nats on.")
  void approve(
      @Parameters(paramLabel = "CASE", description = CASE) String name, @Mixin Reason reason) {
    decide(name, CaseVerdict.APPROVED, reason);
  }

  @Command(
      name = "dismiss",
      description = "Ends all effects of the case until there is new evidence.")
  void dismiss(
      @Parameters(paramLabel = "CASE", description = CASE) String name, @Mixin Reason reason) {
    decide(name, CaseVerdict.DISMISSED, reason);
  }

  @Command(
      name = "clear",
      description =
          "Says that the evidence was wrong. All effects end, and 5 nats weigh against what is found"
              + " later.")
  void clear(
      @Parameters(paramLabel = "CASE", description = CASE) String name, @Mixin Reason reason) {
    decide(name, CaseVerdict.CLEARED, reason);
  }

  private void decide(String name, CaseVerdict verdict, Reason reason) {
    if (reason.note.length() > MOST_NOTE) {
      throw new Fault(
          "--note has %d characters, expected at most %d"
              .formatted(reason.note.length(), MOST_NOTE));
    }
    try (var session = open()) {
      var suspicion = session.projection().cases().only(name);
      demandOpen(suspicion);
      var clientId = suspicion.getClientId();
      session
          .log()
          .publish(
              Topics.CASE_DECISIONS,
              clientId,
              new CaseDecision(
                  clientId,
                  suspicion.getCaseId(),
                  verdict,
                  session.nowMs(),
                  reason.by,
                  reason.note));
      System.out.println(EnumText.of(verdict) + " " + suspicion.getCaseId());
    }
  }

  private static void demandOpen(Suspicion suspicion) {
    if (suspicion.getCaseState() == CaseState.CLEARED
        || suspicion.getCaseState() == CaseState.EXPIRED) {
      throw new Fault(
          "case %s is %s: there is nothing left to decide"
              .formatted(suspicion.getCaseId(), EnumText.of(suspicion.getCaseState())));
    }
  }

  private ControlSession open() {
    return ControlSession.open(equilibrium.configuration(Way.SINGLE));
  }
}
