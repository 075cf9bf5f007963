package equilibrium.console;

import equilibrium.console.api.Api;
import equilibrium.console.api.Context;
import equilibrium.console.change.Audit;
import equilibrium.console.change.Changes;
import equilibrium.console.http.ConsoleServer;
import equilibrium.console.http.ConsoleServer.Content;
import equilibrium.console.http.ConsoleServer.Listen;
import equilibrium.console.http.Gate;
import equilibrium.console.live.Hub;
import equilibrium.console.search.AnnounceSearch;
import equilibrium.console.setting.Known;
import equilibrium.console.setting.SettingsBoard;
import equilibrium.console.stats.Attention;
import equilibrium.console.stats.DrillReports;
import equilibrium.console.stats.Figures;
import equilibrium.console.stats.FindingsTail;
import equilibrium.console.stats.LogWatch;
import equilibrium.console.stats.Members;
import equilibrium.console.stats.Nodes;
import equilibrium.console.stats.Pictures;
import equilibrium.console.stats.StatsWorker;
import equilibrium.console.stats.StoreWatch;
import equilibrium.console.store.Database;
import equilibrium.console.token.Tokens;
import equilibrium.console.vitals.VitalsHistory;
import equilibrium.platform.Parts;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.platform.Settings.InForce;
import equilibrium.platform.control.TopicFollower;
import equilibrium.platform.control.TopicFollower.Followed;
import equilibrium.platform.drill.DrillParts;
import equilibrium.platform.member.MemberHeartbeat;
import equilibrium.platform.member.MemberRecord;
import equilibrium.platform.ops.OpsPages;
import equilibrium.schemas.Topics;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The console. Starts whether or not Kafka and PostgreSQL can be reached: what needs them says so
 * until they can.
 */
public final class Console implements Program {
  private static final int CONNECTIONS = 4;

  /**
   * What the console shows of its process.
   *
   * @param announceUrls to which clients announce, without a key
   * @param groups consumer groups of {@code scoring} and {@code anomaly}
   * @param settings with which it started, secrets redacted
   * @param live settings that can be set while programs run
   */
  public record Surroundings(
      List<String> announceUrls, Map<String, String> groups, InForce settings, Live live) {
    public Surroundings {
      announceUrls = List.copyOf(announceUrls);
      groups = Map.copyOf(groups);
    }
  }

  /**
   * Settings that can be set while programs run.
   *
   * @param keys of them
   * @param check of an ingress's other settings and of values for these, both by key: what is
   *     wrong, in sentences
   */
  public record Live(
      Set<String> keys, BiFunction<Map<String, String>, Map<String, String>, List<String>> check) {
    public Live {
      keys = Set.copyOf(keys);
    }
  }

  /**
   * Ops pages that the console's port serves too.
   *
   * @param address where they listen
   */
  public record SharedOps(OpsPages pages, InetSocketAddress address) {}

  private final Parts parts;
  private final ConsoleServer server;

  private Console(Parts parts, ConsoleServer server) {
    this.parts = parts;
    this.server = server;
  }

  /** The console on a port of its own. */
  public static Console start(
      ConsoleConfig config, Platform platform, Path folder, Surroundings surroundings) {
    return start(config, platform, surroundings, new Place(folder, null, new DrillParts()));
  }

  /**
   * Where the console lives.
   *
   * @param folder of its files
   * @param ops null: ops pages have a port of their own
   * @param drills parts of this process that operators may stop for a time
   */
  public record Place(Path folder, @Nullable SharedOps ops, DrillParts drills) {}

  public static Console start(
      ConsoleConfig config, Platform platform, Surroundings surroundings, Place place) {
    var parts = new Parts();
    try {
      return new Console(parts, open(config, platform, surroundings, place, parts));
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static ConsoleServer open(
      ConsoleConfig config,
      Platform platform,
      Surroundings surroundings,
      Place place,
      Parts parts) {
    var database = parts.add(new Database(platform.postgres(), CONNECTIONS));
    var hub = parts.add(new Hub(config.streamsPerToken()));
    var nodes = new Nodes(platform.scale(), platform.clock());
    var members = new Members(database, platform.scale(), platform.clock(), nodes);
    var attention = new Attention(hub);
    var log = parts.add(LogWatch.start(platform.kafka(), surroundings.groups(), attention));
    var store = parts.add(StoreWatch.start(database, members, attention));
    var pictures =
        parts.add(
            Pictures.start(database, platform.clock(), config.shareOfPostgres(), hub, attention));
    pictures.show(platform.metrics());
    var figures = new Figures();
    var vitals = new VitalsHistory();
    var drills =
        new DrillReports(
            place.drills(), new DrillReports.Sources(nodes, vitals, platform.metrics()), hub);
    parts.add(
        TopicFollower.start(
            platform.kafka(),
            "console-nodes",
            List.of(
                new Followed<>(Topics.MEMBERS, (id, member, _) -> nodes.take(id, member)),
                new Followed<>(Topics.DRILLS, (id, drill, _) -> drills.take(id, drill)),
                new Followed<>(Topics.VITALS, VitalsHistory.KEPT, vitals))));
    var member = new MemberRecord(platform.node(), "console", List.of());
    var own = Set.of(platform.node().id(), member.id());
    var sources =
        new StatsWorker.Sources(log, store, pictures, platform.metrics(), vitals, own, drills);
    var stats = parts.add(StatsWorker.start(sources, hub, figures, attention, platform.scale()));
    parts.add(FindingsTail.start(platform.kafka(), hub));
    var audit = parts.add(Audit.start(platform.kafka(), hub));
    var changes = parts.add(new Changes(platform, database));
    parts.add(MemberHeartbeat.start(platform, member));
    var settings =
        parts.add(SettingsBoard.start(platform.kafka(), known(surroundings, own), store::members));
    var context =
        new Context(
            database,
            new AnnounceSearch(platform.kafka()),
            hub,
            new Context.Figuring(stats, figures, pictures, store, vitals, drills),
            new Context.Changing(changes, audit, settings),
            new Context.Shown(surroundings.announceUrls(), platform.health()));
    var gate = new Gate(tokens(config, place.folder()), config.hosts(), config.requestsPerToken());
    var ops = place.ops();
    var content =
        new Content(
            gate, Api.operations(context), config.streams(), ops == null ? null : ops.pages());
    return parts.add(ConsoleServer.start(listen(config, ops), content));
  }

  /** The tokens of a console that keeps its files in a folder. */
  public static Tokens tokens(ConsoleConfig config, Path folder) {
    return Tokens.in(folder.resolve(config.tokensFile()));
  }

  /** Of two addresses the one that has the other in it. */
  private static Listen listen(ConsoleConfig config, @Nullable SharedOps ops) {
    var own = config.address();
    var isWide = ops != null && ops.address().getAddress().isAnyLocalAddress();
    return new Listen(
        ops != null && isWide ? ops.address() : own,
        own.getAddress(),
        ops == null ? own.getAddress() : ops.address().getAddress());
  }

  /** This process reports itself as its ingress does, under up, or as the console. */
  private static Known known(Surroundings surroundings, Set<Long> own) {
    var live = surroundings.live();
    return new Known(surroundings.settings(), own, live.keys(), live.check()::apply);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void close() {
    parts.close();
  }
}
