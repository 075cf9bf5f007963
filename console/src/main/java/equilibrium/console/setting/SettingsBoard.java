package equilibrium.console.setting;

import static java.util.stream.Collectors.toUnmodifiableSet;

import equilibrium.console.shape.Member;
import equilibrium.console.shape.SettingInForce;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Parts;
import equilibrium.platform.live.NewestTail;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.NodeSettings;
import equilibrium.schemas.event.SettingOverride;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Settings of all nodes, as topics {@code overrides} and {@code node-settings} have them. While
 * Kafka is away, what was read last stays.
 */
public final class SettingsBoard implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Parts parts = new Parts();
  private final Known known;
  private final Supplier<List<Member>> members;
  private final NewestTail<String, SettingOverride> overrides;
  private final NewestTail<Long, NodeSettings> nodes;

  private SettingsBoard(KafkaSettings kafka, Known known, Supplier<List<Member>> members) {
    this.known = known;
    this.members = members;
    this.overrides =
        parts.add(NewestTail.start(kafka, Topics.OVERRIDES, "console-overrides", _ -> {}));
    this.nodes =
        parts.add(NewestTail.start(kafka, Topics.NODE_SETTINGS, "console-node-settings", _ -> {}));
  }

  /** Starts reading; returns at once. */
  public static SettingsBoard start(
      KafkaSettings kafka, Known known, Supplier<List<Member>> members) {
    return new SettingsBoard(kafka, known, members);
  }

  /** Every setting. */
  public List<SettingInForce> all() {
    return now().all();
  }

  /** The setting of a name; refused if there is none. */
  public SettingInForce one(String key) {
    return now().one(key);
  }

  /** Refuses a value that cannot be in force on every node, with the reason. */
  public void demandPossible(String key, String value) {
    var now = now();
    now.demandLive(key);
    now.demandNotPinned(key);
    now.demandGood(key, value);
  }

  /** Refuses to take back what was not set through the console. */
  public void demandSet(String key) {
    now().demandSet(key);
  }

  /**
   * Waits, 5 s at most, until every ingress has taken up a record of topic {@code overrides}.
   *
   * @return whether it is in force on all of them; false where there is no ingress
   */
  public boolean isInForce(String key, long offset) {
    var ingresses = ingresses();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (overrides.newest().next() <= offset || !now().isTakenUp(ingresses, offset)) {
      if (System.nanoTime() - deadline > 0 || !hasSlept()) {
        return false;
      }
    }
    return !ingresses.isEmpty() && now().isInForce(ingresses, key);
  }

  private static boolean hasSlept() {
    try {
      Thread.sleep(POLL);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Set<Long> ingresses() {
    return members.get().stream()
        .filter(member -> member.program().equals("ingress"))
        .filter(SettingsBoard::isThere)
        .map(member -> Long.valueOf(member.node()))
        .collect(toUnmodifiableSet());
  }

  private SettingsNow now() {
    var there =
        members.get().stream()
            .filter(SettingsBoard::isThere)
            .map(Member::node)
            .collect(toUnmodifiableSet());
    return new SettingsNow(
        known,
        overrides.newest().values(),
        nodes.newest().values().values().stream()
            .filter(node -> there.contains(Long.toString(node.getNode())))
            .toList());
  }

  private static boolean isThere(Member member) {
    return !member.state().equals("missing");
  }

  @Override
  public void close() {
    parts.close();
  }
}
