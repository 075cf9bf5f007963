package equilibrium.anomaly;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.anomaly.rules.RulesFile;
import equilibrium.platform.Fault;
import equilibrium.platform.Settings;
import equilibrium.streams.StoreMemory;
import equilibrium.streams.StreamsSettings;
import equilibrium.streams.store.StoreConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How anomaly detection runs: {@code [anomaly]}.
 *
 * @param applicationId names its consumer group, transactions and internal topics
 * @param threads stream threads of this process
 * @param shadow whether findings are recorded only, without effect
 * @param failOnce whether clients that got a bad peer over HTTP get one failure, not warnings
 * @param caseUrl where cases are explained, as warnings name it; empty: nowhere
 * @param rules weights and thresholds in force
 * @param mostGroups sessions, clients and other groups that rules remember in each partition
 * @param stores where the stores of the process are that grow with clients and swarms
 * @param streams {@code [anomaly.streams]}: other settings of Kafka Streams
 */
public record AnomalyConfig(
    String applicationId,
    int threads,
    boolean shadow,
    boolean failOnce,
    String caseUrl,
    DetectionRules rules,
    int mostGroups,
    StoreConfig stores,
    Map<String, String> streams) {
  private static final int COMMIT_INTERVAL_MS = 100;

  /** Scoring in the same process may take a fifth. */
  private static final int HEAP_SHARE = 10;

  private static final Pattern CASE_URL = Pattern.compile("[A-Za-z0-9.:/_-]{0,30}");

  public AnomalyConfig {
    streams = Map.copyOf(streams);
  }

  public static AnomalyConfig from(Settings settings) {
    return new AnomalyConfig(
        settings.text(
            "anomaly.application-id",
            "names consumer group, transactions and internal topics; another one starts anew from the"
                + " log",
            "equilibrium-anomaly"),
        settings.integer(
            "anomaly.threads",
            "stream threads of this process; more than one per partition are idle",
            1,
            1,
            64),
        settings.flag(
            "anomaly.shadow",
            "whether all findings are recorded without effect; false: rules have effect that"
                + " anomaly.rules-file takes out of shadow mode",
            true),
        settings.flag(
            "anomaly.fail-once",
            "whether a client that got a bad peer over HTTP gets one failure instead of warnings",
            false),
        caseUrl(settings),
        rules(settings),
        settings.integer(
            "anomaly.groups-per-partition",
            "sessions, clients and other groups that rules remember in each partition; beyond it the"
                + " quarter that was silent for longest is forgotten",
            100_000,
            1_000,
            10_000_000),
        StoreConfig.from(settings, "anomaly", HEAP_SHARE),
        StreamsSettings.operators(settings, "anomaly"));
  }

  private static String caseUrl(Settings settings) {
    var url =
        settings.text(
            "anomaly.case-url",
            "where cases are explained, as warnings name it: a host without scheme, such as"
                + " tracker.example; empty: nowhere",
            "");
    if (!CASE_URL.matcher(url).matches()) {
      settings.problem(
          "anomaly.case-url is \"%s\", expected at most 30 letters, digits and . : / _ -"
              .formatted(url));
    }
    return url;
  }

  private static DetectionRules rules(Settings settings) {
    var file =
        settings.text(
            "anomaly.rules-file",
            "a TOML file with weights and thresholds of rules; empty: the shipped ones",
            "");
    try {
      return file.isEmpty() ? DetectionRules.V1 : RulesFile.read(Path.of(file));
    } catch (Fault fault) {
      settings.problem(String.valueOf(fault.getMessage()));
      return DetectionRules.V1;
    }
  }

  /**
   * The same with other thresholds, for one that asks about them ({@link RulesFile#asked}).
   *
   * @param file is asked for all keys; {@link Settings#verify} then tells what is wrong
   */
  public AnomalyConfig asked(Settings file) {
    return with(RulesFile.asked(file, rules), mostGroups);
  }

  /** Ids of the rules that have other thresholds here than there, in their order. */
  public List<String> changedRules(AnomalyConfig other) {
    return rules.rules().values().stream()
        .filter(rule -> !rule.thresholds().equals(other.rules.rule(rule.id()).thresholds()))
        .map(RuleRecord::id)
        .toList();
  }

  /** The same for a run in which one partition has the records of several. */
  public AnomalyConfig merged(int partitions) {
    return with(rules, (int) Math.min(Integer.MAX_VALUE, (long) mostGroups * partitions));
  }

  private AnomalyConfig with(DetectionRules others, int groups) {
    return new AnomalyConfig(
        applicationId, threads, shadow, failOnce, caseUrl, others, groups, stores, streams);
  }

  /** The rules in force: all in shadow mode if detection is. */
  DetectionRules effectiveRules() {
    return shadow ? rules.inShadow() : rules;
  }

  /**
   * The settings of Kafka Streams.
   *
   * @param state folder of the stores
   */
  StreamsSettings settings(Path state) {
    var defaults = new HashMap<String, Object>(StoreMemory.limitedTo(stores.unwrittenMib()));
    defaults.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
    // The stage by client orders its input itself.
    defaults.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    // Stores that could be on disk are read and written a few times a second.
    defaults.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    return new StreamsSettings(applicationId, threads, state, defaults, streams);
  }
}
