package equilibrium.scoring.rules;

import equilibrium.platform.Settings;
import equilibrium.scoring.rules.EpisodeRules.Clean;
import equilibrium.scoring.rules.EpisodeRules.Credible;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Values of the folds that no {@link RulesFile} puts in force, for one that asks what others would
 * do. All of them are in docs/analyse/whatif-rules.toml.
 */
final class AskedValues {
  private static final Pattern BYTES = Pattern.compile("(\\d{1,15})(|KiB|MiB|GiB|TiB)");
  private static final Map<String, Integer> SHIFTS =
      Map.of("", 0, "KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);
  private static final long MOST_BYTES = 1L << 50;

  private static final int ONE = 1_024;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final Settings file;

  AskedValues(Settings file) {
    this.file = file;
  }

  ScoringRules over(ScoringRules rules) {
    return new ScoringRules(
        rules.version(),
        sessions(rules.sessions()),
        swarms(rules.swarms()),
        rules.sessionScan(),
        rules.presenceScan(),
        episodes(rules.episodes()),
        rules.balances(),
        worth(rules.worth()),
        rules.score(),
        rules.clients(),
        rules.cuts());
  }

  private SessionRules sessions(SessionRules shipped) {
    var seeded = Duration.ofSeconds(shipped.seededSeconds());
    return new SessionRules(
        ms("sessions.lifetime", "of a silent session", shipped.lifetimeMs(), MINUTE, DAY),
        shipped.spoolMs(),
        ms(
            "sessions.duplicate",
            "in which a repeated report counts once",
            shipped.duplicateMs(),
            Duration.ZERO,
            DAY),
        ms(
            "sessions.hybrid",
            "the same under the other hash of a hybrid torrent",
            shipped.hybridMs(),
            Duration.ZERO,
            DAY),
        file.duration("sessions.seeded", "most that one announce adds", seeded, MINUTE, DAY)
            .toSeconds(),
        bytes("sessions.second", "most that a client moves in one", 1_000 * shipped.bytesPerMs())
            / 1_000,
        bytes("sessions.reset", "fall of uploaded that is a new start", shipped.resetBytes()),
        bytes("sessions.backstep", "fall of downloaded that is none", shipped.backstepBytes()));
  }

  private SwarmRules swarms(SwarmRules shipped) {
    return new SwarmRules(
        bytes("swarms.held", "most of one torrent that count as held", shipped.heldBytes()),
        shipped.imbalancePercent(),
        shipped.imbalanceBytes());
  }

  private EpisodeRules episodes(EpisodeRules shipped) {
    return new EpisodeRules(
        ms("episodes.gap", "without a byte that ends one", shipped.gapMs(), MINUTE, DAY),
        ms(
            "episodes.length",
            "most of one",
            shipped.lengthMs(),
            Duration.ofMinutes(10),
            Duration.ofDays(7)),
        shipped.claims(),
        shipped.due(),
        shipped.dueSessions(),
        shipped.payments(),
        shipped.payouts(),
        clean(shipped.clean()),
        credible(shipped.credible()));
  }

  private Clean clean(Clean shipped) {
    return new Clean(
        percent("episodes.sigma-percent", "of the larger side", shipped.sigmaPercent()),
        bytes("episodes.sigma-bytes", "that are not reported", shipped.sigmaBytes()),
        file.integer("episodes.clean-sigmas", "below which it is clean", shipped.sigmas(), 1, 100),
        bytes(
            "episodes.corroborating",
            "of credited upload that vouch for a network",
            shipped.corroboratingBytes()));
  }

  private Credible credible(Credible shipped) {
    return new Credible(
        percent("episodes.credible-percent", "more than received", shipped.slackPercent()),
        bytes("episodes.credible-bytes", "more than received", shipped.slackBytes()),
        file.integer(
            "episodes.credible-times",
            "of the bound, beyond which a claim gets less",
            shipped.farTimes(),
            1,
            1_000));
  }

  private WorthRules worth(WorthRules shipped) {
    var day = Duration.ofDays(365);
    var worth =
        new WorthRules(
            file.integer(
                "worth.rare-seeders", "up to which one is needed", shipped.rareSeeders(), 0, 1_000),
            share("worth.least-need", shipped.leastNeed(), 4),
            share("worth.most-need", shipped.mostNeed(), 4),
            share("worth.least-quality", shipped.leastQuality(), 0.99),
            ms("worth.full", "of whole quality", shipped.fullMs(), Duration.ZERO, day),
            ms("worth.none", "until the least quality", shipped.noneMs(), Duration.ZERO, day));
    if (worth.leastNeed() > worth.mostNeed() || worth.fullMs() >= worth.noneMs()) {
      file.problem(
          "[worth] has a need from %s to %s and a quality that fades from %s to %s, expected ascending"
                  .formatted(
                      shown(worth.leastNeed()),
                      shown(worth.mostNeed()),
                      Duration.ofMillis(worth.fullMs()),
                      Duration.ofMillis(worth.noneMs()))
              + " ones");
      return shipped;
    }
    return worth;
  }

  private long ms(String key, String description, long shipped, Duration least, Duration most) {
    return file.duration(key, "time " + description, Duration.ofMillis(shipped), least, most)
        .toMillis();
  }

  private int percent(String key, String description, int shipped) {
    return file.integer(key, "percent " + description, shipped, 0, 1_000);
  }

  private long bytes(String key, String description, long shipped) {
    var text = file.text(key, "bytes " + description, Long.toString(shipped));
    var size = BYTES.matcher(text);
    if (size.matches()) {
      int shift = SHIFTS.getOrDefault(size.group(2), 0);
      long count = Long.parseLong(size.group(1));
      if (count > 0 && count <= MOST_BYTES >> shift) {
        return count << shift;
      }
    }
    file.problem(
        "%s is \"%s\", expected bytes from 1 to 2^50, such as 16777216 or 16MiB"
            .formatted(key, text));
    return shipped;
  }

  /** A weight in 1024ths, rounded down. */
  private int share(String key, int shipped, double most) {
    var text = file.text(key, "weight", shown(shipped));
    double share;
    try {
      share = Double.parseDouble(text);
    } catch (NumberFormatException _) {
      share = Double.NaN;
    }
    if (share >= 0 && share <= most) {
      return (int) (share * ONE);
    }
    file.problem("%s is \"%s\", expected a number from 0 to %s".formatted(key, text, most));
    return shipped;
  }

  private static String shown(int weight) {
    return Double.toString((double) weight / ONE);
  }
}
