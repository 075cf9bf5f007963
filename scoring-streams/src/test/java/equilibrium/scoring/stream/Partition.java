package equilibrium.scoring.stream;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.ClientFold;
import equilibrium.scoring.client.DecayingSums;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.codec.ImbalanceCodec;
import equilibrium.scoring.stream.codec.PayoutCodec;
import equilibrium.scoring.stream.codec.PresenceCodec;
import equilibrium.scoring.stream.codec.RegistrationCodec;
import equilibrium.scoring.stream.codec.SessionCodec;
import equilibrium.scoring.stream.codec.SwarmCodec;
import equilibrium.scoring.swarm.ClientCredit;
import equilibrium.streams.store.StateStores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** The folds of one partition, and of the clients in it, on stores in memory and nothing else. */
public final class Partition {
  final List<Contribution> contributions = new ArrayList<>();
  final List<SwarmEpisode> episodes = new ArrayList<>();
  public final List<ClientCredit> credits = new ArrayList<>();
  final Map<InfoHash, SwarmBalance> balances = new HashMap<>();

  final List<SwarmBalance> allBalances = new ArrayList<>();

  private final List<Stored<?, ?>> stores = new ArrayList<>();
  private final ScoringRules rules;
  private final MockProcessorContext<InfoHash, Object> context = new MockProcessorContext<>();
  private Processor<InfoHash, Object, InfoHash, Object> sessions;
  private long offset;

  public Partition() {
    this(ScoringRules.V3);
  }

  public Partition(ScoringRules rules) {
    this.rules = rules;
    add(SwarmStores.SESSIONS, Serdes.Bytes(), SessionCodec.SERDE);
    add(SwarmStores.SWARMS, Topics.SWARM_BALANCES.key(), SwarmCodec.SERDE);
    add(SwarmStores.PRESENCES, Serdes.Bytes(), PresenceCodec.SERDE);
    add(SwarmStores.DEADLINES, Serdes.Bytes(), Serdes.Long());
    add(SwarmStores.PAYOUTS, Serdes.Bytes(), PayoutCodec.SERDE);
    add(SwarmStores.PROGRESS, Serdes.String(), Serdes.Bytes());
    add(SwarmStores.IMBALANCES, Topics.SWARM_BALANCES.key(), ImbalanceCodec.SERDE);
    add(KeepRegistrations.STORE, Topics.REGISTRATIONS.key(), RegistrationCodec.SERDE);
    context.setCurrentStreamTimeMs(0);
    sessions = started();
  }

  /** The bytes of all entries of all stores, in the order of stores and keys. */
  List<byte[]> stored() {
    return stores.stream().flatMap(Stored::bytes).toList();
  }

  private record Stored<K, V>(KeyValueStore<K, V> store, Serde<K> key, Serde<V> value) {
    Stream<byte[]> bytes() {
      var bytes = new ArrayList<byte[]>();
      try (var entries = store.all()) {
        entries.forEachRemaining(entry -> {
          bytes.add(key.serializer().serialize("", entry.key));
          bytes.add(value.serializer().serialize("", entry.value));
        });
      }
      return bytes.stream();
    }
  }

  private <K, V> void add(String name, Serde<K> key, Serde<V> value) {
    KeyValueStore<K, V> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), key, value)
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    stores.add(new Stored<>(store, key, value));
  }

  private Processor<InfoHash, Object, InfoHash, Object> started() {
    var processor = FoldSessions.with(TimeScale.REAL, rules, StateStores.onDisk()).get();
    processor.init(context);
    return processor;
  }

  /** Restarts the fold with its stores alone. */
  void restart() {
    sessions = started();
  }

  /** Appends an announce at the time of its receipt. */
  public void append(Announced announced) {
    append(announced, announced.getReceivedAtMs());
  }

  public void append(Announced announced, long appendedAtMs) {
    process(new Record<>(announced.getInfoHash(), announced, appendedAtMs));
  }

  void tick(long atMs) {
    process(new Record<>(new InfoHash(new byte[20]), new Tick(1L, atMs), atMs));
  }

  private void process(Record<InfoHash, Object> record) {
    context.setRecordMetadata(Topics.ANNOUNCES.name(), 0, offset++);
    sessions.process(record);
    for (var captured : context.forwarded()) {
      switch (captured.record().value()) {
        case Contribution contribution -> contributions.add(contribution);
        case SwarmEpisode episode -> episodes.add(episode);
        case ClientCredit credited -> credits.add(credited);
        case SwarmBalance balance -> {
          balances.put(balance.getInfoHash(), balance);
          allBalances.add(balance);
        }
        default -> throw new AssertionError(captured);
      }
    }
    context.resetForwards();
  }

  public Contribution last() {
    return contributions.getLast();
  }

  /** The clients that its credits make, in the order of the list. */
  public static Map<ClientId, Client> clients(List<ClientCredit> credits) {
    var fold = new ClientFold(ScoringRules.V3);
    var clients = new HashMap<ClientId, Client>();
    for (ClientCredit by : credits) {
      var before = clients.getOrDefault(by.clientId(), Client.UNKNOWN);
      clients.put(by.clientId(), fold.plus(before, by.credit()));
    }
    return clients;
  }

  /** A sum of a client, as of its newest credit. */
  public static double sum(Client client, SumKind kind) {
    return DecayingSums.value(client.sums(), kind, client.lastSeenMs());
  }
}
