package equilibrium.scoring.stream;

import equilibrium.schemas.Ids;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.stream.codec.ImbalanceCodec;
import equilibrium.scoring.stream.codec.PayoutCodec;
import equilibrium.scoring.stream.codec.PresenceCodec;
import equilibrium.scoring.stream.codec.SessionCodec;
import equilibrium.scoring.stream.codec.SwarmCodec;
import equilibrium.scoring.swarm.CountedAnnounce;
import equilibrium.scoring.swarm.Imbalance;
import equilibrium.scoring.swarm.NetworkPresence;
import equilibrium.scoring.swarm.Payout;
import equilibrium.scoring.swarm.SwarmState;
import equilibrium.streams.store.StateStores;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The stored state of one partition's swarms.
 *
 * @param sessions by info-hash and peer id
 * @param swarms by info-hash
 * @param presences by info-hash and network id
 * @param deadlines by time (8 bytes) and info-hash: when to examine an open episode; the value is
 *     the episode's start
 * @param payouts by the time (8 bytes) at which the episode was settled, info-hash, start of the
 *     episode (8) and a number (4)
 * @param progress of ticks: the time, and positions of scans by name; and baselines by kind
 * @param imbalances by info-hash, of swarms that are not in balance
 */
record SwarmStores(
    KeyValueStore<Bytes, Session> sessions,
    KeyValueStore<InfoHash, SwarmState> swarms,
    KeyValueStore<Bytes, NetworkPresence> presences,
    KeyValueStore<Bytes, Long> deadlines,
    KeyValueStore<Bytes, Payout> payouts,
    KeyValueStore<String, Bytes> progress,
    KeyValueStore<InfoHash, Imbalance> imbalances) {
  // A renamed store would lose its state. Scans have the names of their stores.
  static final String SESSIONS = "sessions";
  static final String SWARMS = "swarms";
  static final String PRESENCES = "seats";
  static final String DEADLINES = "episode-deadlines";
  static final String PAYOUTS = "episode-payouts";
  static final String PROGRESS = "sweep";
  static final String IMBALANCES = "swarm-imbalances";

  static final int INFO_HASH_BYTES = Ids.INFO_HASH_BYTES;

  /** In the order of the topology's description. */
  static Set<StoreBuilder<?>> builders(StateStores stores) {
    return new LinkedHashSet<>(
        List.of(
            stores.store(SESSIONS, Serdes.Bytes(), SessionCodec.SERDE),
            stores
                .store(SWARMS, Topics.SWARM_BALANCES.key(), SwarmCodec.SERDE)
                .withCachingEnabled(),
            stores.store(PRESENCES, Serdes.Bytes(), PresenceCodec.SERDE),
            stores.store(DEADLINES, Serdes.Bytes(), Serdes.Long()),
            stores.store(PAYOUTS, Serdes.Bytes(), PayoutCodec.SERDE),
            stores.store(PROGRESS, Serdes.String(), Serdes.Bytes()),
            stores.store(IMBALANCES, Topics.SWARM_BALANCES.key(), ImbalanceCodec.SERDE)));
  }

  static SwarmStores of(ProcessorContext<?, ?> context) {
    return new SwarmStores(
        context.getStateStore(SESSIONS),
        context.getStateStore(SWARMS),
        context.getStateStore(PRESENCES),
        context.getStateStore(DEADLINES),
        context.getStateStore(PAYOUTS),
        context.getStateStore(PROGRESS),
        context.getStateStore(IMBALANCES));
  }

  /** Deletes an entry without reading it, which {@link KeyValueStore#delete} does. */
  static <K, V> void forget(KeyValueStore<K, V> store, K key) {
    store.put(key, null);
  }

  static Bytes sessionKey(CountedAnnounce announce) {
    return sessionKey(announce.infoHash(), announce.announced().getPeerId());
  }

  static Bytes sessionKey(InfoHash infoHash, PeerId peerId) {
    return joined(infoHash.bytes(), peerId.bytes());
  }

  /** The last key that a session of a swarm can have; the first is that of peer id 0. */
  static Bytes lastSessionKey(InfoHash infoHash) {
    byte[] last = new byte[Ids.PEER_ID_BYTES];
    Arrays.fill(last, (byte) -1);
    return joined(infoHash.bytes(), last);
  }

  static Bytes firstSessionKey(InfoHash infoHash) {
    return joined(infoHash.bytes(), new byte[Ids.PEER_ID_BYTES]);
  }

  static Bytes presenceKey(CountedAnnounce announce) {
    return presenceKey(announce.infoHash(), announce.announced().getNetworkId());
  }

  static Bytes presenceKey(InfoHash infoHash, ClientId networkId) {
    return joined(infoHash.bytes(), networkId.bytes());
  }

  /** Times are after 1970, so their bytes have their order. */
  static Bytes deadlineKey(long dueMs, InfoHash infoHash) {
    return joined(ByteBuffer.allocate(Long.BYTES).putLong(dueMs).array(), infoHash.bytes());
  }

  static Bytes payoutKey(long sinceMs, InfoHash infoHash, long startMs, int number) {
    var key = ByteBuffer.allocate(2 * Long.BYTES + INFO_HASH_BYTES + Integer.BYTES);
    key.putLong(sinceMs).put(infoHash.bytes()).putLong(startMs).putInt(number);
    return Bytes.wrap(key.array());
  }

  static InfoHash payoutInfoHash(Bytes key) {
    return new InfoHash(Arrays.copyOfRange(key.get(), Long.BYTES, Long.BYTES + INFO_HASH_BYTES));
  }

  static InfoHash infoHash(Bytes key) {
    return new InfoHash(Arrays.copyOf(key.get(), INFO_HASH_BYTES));
  }

  static PeerId peerId(Bytes sessionKey) {
    byte[] key = sessionKey.get();
    return new PeerId(Arrays.copyOfRange(key, INFO_HASH_BYTES, key.length));
  }

  private static Bytes joined(byte[] first, byte[] second) {
    byte[] key = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, key, first.length, second.length);
    return Bytes.wrap(key);
  }
}
