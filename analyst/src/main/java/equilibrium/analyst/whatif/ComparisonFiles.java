package equilibrium.analyst.whatif;

import equilibrium.analyst.archive.ResultFolder;
import equilibrium.analyst.database.Database;
import equilibrium.analyst.table.Column;
import equilibrium.analyst.table.IdForm;
import equilibrium.analyst.whatif.Flagged.Flag;
import equilibrium.analyst.whatif.Flagged.Found;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ScoreParts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes a comparison as Parquet: {@code whatif_clients} with all clients compared, and {@code
 * whatif_findings} with all pairs of a rule and a client, if detection was compared.
 */
final class ComparisonFiles implements AutoCloseable {
  private static final String CLIENTS = "whatif_clients";
  private static final String FINDINGS = "whatif_findings";

  private final WhatIf.Files options;
  private final Path temporary;
  private final ResultFolder folder;
  private final IdForm ids;

  /** A pair of a rule and a client, and what it found on each side; null: nothing. */
  private record Pair(Flag flag, @Nullable Found before, @Nullable Found after) {
    String found() {
      return before == null ? "after" : after == null ? "before" : "both";
    }
  }

  /**
   * Without files yet.
   *
   * @param temporary folder for what does not fit into memory
   */
  ComparisonFiles(WhatIf.Files options, Path temporary) {
    this.options = options;
    this.temporary = temporary;
    this.folder = ResultFolder.begin(options.folder());
    this.ids = options.privacy().ids();
  }

  /**
   * What was compared.
   *
   * @param forgotten what counts on neither side, in words
   */
  record Compared(
      Question question, Question.Depth depth, Comparison clients, Optional<String> forgotten) {}

  /**
   * Writes all.
   *
   * @param before null: detection was not compared
   * @param after null likewise
   */
  void write(Compared compared, @Nullable Flagged before, @Nullable Flagged after) {
    var clients = compared.clients();
    try (var database = Database.open(options.memory(), temporary)) {
      folder.write(database, CLIENTS, clients(clients), clients.standings().iterator());
      if (before != null && after != null) {
        var pairs =
            before.with(after).stream()
                .map(flag -> new Pair(flag, before.found(flag), after.found(flag)));
        folder.write(database, FINDINGS, findings(), pairs.iterator());
      }
    }
    folder.finish(options.privacy(), facts(compared));
  }

  private List<Column<Standing>> clients(Comparison comparison) {
    var columns = new ArrayList<Column<Standing>>();
    columns.add(Column.text("client_id", "id", one -> ids.id(one.clientId())));
    columns.add(Column.name("identity", Standing::identity));
    columns.add(Column.maybeTime("evaluated_at", Standing::evaluatedAtMs));
    columns.add(Column.integer("score_before", "points, 0 to 1000", Standing::before));
    columns.add(Column.integer("score_after", "points, 0 to 1000", Standing::after));
    columns.add(Column.integer("tier_before", "0 to 3", comparison::tierBefore));
    columns.add(Column.integer("tier_after", "0 to 3", comparison::tierAfter));
    columns.addAll(parts("before", Standing::partsBefore));
    columns.addAll(parts("after", Standing::partsAfter));
    return columns;
  }

  private static List<Column<Standing>> parts(String side, Function<Standing, ScoreParts> of) {
    return List.of(
        points("recent_seeding_size", side, of, ScoreParts::getRecentSeedingSize),
        points("average_seeding_size", side, of, ScoreParts::getAverageSeedingSize),
        points("seeding_time", side, of, ScoreParts::getSeedingTime),
        points("ratio", side, of, ScoreParts::getRatio),
        Column.text("why_" + side, "points of each part", one -> Standing.why(of.apply(one))));
  }

  private static Column<Standing> points(
      String part,
      String side,
      Function<Standing, ScoreParts> of,
      ToIntFunction<ScoreParts> points) {
    return Column.integer(part + "_" + side, "points", one -> points.applyAsInt(of.apply(one)));
  }

  private List<Column<Pair>> findings() {
    var columns = new ArrayList<Column<Pair>>();
    columns.add(Column.text("rule", "docs/policy.md 3.3", pair -> pair.flag().rule()));
    columns.add(Column.text("client_id", "id", pair -> ids.id(pair.flag().client())));
    columns.add(Column.text("found", "both, before or after", Pair::found));
    columns.addAll(side("before", Pair::before));
    columns.addAll(side("after", Pair::after));
    return columns;
  }

  private static List<Column<Pair>> side(String side, Function<Pair, @Nullable Found> of) {
    return List.of(
        Column.bigint(
            "findings_" + side,
            "findings",
            pair -> {
              var found = of.apply(pair);
              return found == null ? 0 : found.findings();
            }),
        Column.maybeTime(
            "decided_at_" + side,
            pair -> {
              var found = of.apply(pair);
              return found == null ? null : (Long) found.decidedAtMs();
            }),
        Column.text(
            "info_hash_" + side,
            "hex",
            pair -> {
              var found = of.apply(pair);
              var infoHash = found == null ? null : found.infoHash();
              return infoHash == null ? null : Ids.hex(infoHash.bytes());
            }));
  }

  private static Map<String, String> facts(Compared compared) {
    var question = compared.question();
    var clients = compared.clients();
    var facts = new LinkedHashMap<String, String>();
    facts.put("rules_before", String.valueOf(question.inForce().scoring().version()));
    facts.put("rules_after", String.valueOf(question.other().scoring().version()));
    facts.put("depth", String.valueOf(compared.depth().number()));
    facts.put("why", question.why(compared.depth()));
    facts.put("cuts_before", ComparisonText.text(clients.cutsBefore()));
    facts.put("cuts_after", ComparisonText.text(clients.cutsAfter()));
    compared.forgotten().ifPresent(what -> facts.put("forgotten", what));
    facts.put("kendall", String.format(Locale.ROOT, "%.6f", clients.kendall()));
    return facts;
  }

  @Override
  public void close() {
    folder.close();
  }
}
