package equilibrium.anomaly.exposure;

import equilibrium.schemas.event.ClientId;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Who announced from one network, and who was warned about it, in 24 hours. Immutable.
 *
 * @param clients the newest, newest last, at most {@link #MOST_CLIENTS}
 * @param warned the newest, newest last, at most {@link #MOST_WARNED}
 */
public record NetworkState(List<At> clients, List<At> warned) {
  public static final NetworkState NONE = new NetworkState(List.of(), List.of());

  /** An address with more clients than this is named with its port only. */
  static final int MOST_SHARING = 3;

  static final int MOST_CLIENTS = MOST_SHARING + 1;
  static final int MOST_WARNED = 1_000;

  private static final long KEPT_MS = Duration.ofHours(24).toMillis();

  /** 1 layout | 2 number of clients: 16 id, 8 at | the same of those who were warned. */
  public static final StateCodec<NetworkState> CODEC =
      StateCodec.of("a network", 1, NetworkState::write, NetworkState::read);

  /** A client, and when: effective time, milliseconds since 1970. */
  record At(ClientId clientId, long atMs) {}

  public NetworkState {
    clients = List.copyOf(clients);
    warned = List.copyOf(warned);
  }

  NetworkState seen(ClientId clientId, long atMs) {
    return new NetworkState(with(clients, clientId, atMs, MOST_CLIENTS), warned);
  }

  NetworkState warned(ClientId recipient, long atMs) {
    return new NetworkState(clients, with(warned, recipient, atMs, MOST_WARNED));
  }

  boolean isShared(long nowMs) {
    return clients.stream().filter(at -> isFresh(at, nowMs)).count() > MOST_SHARING;
  }

  /** Whether the client was warned already, or so many others that it may have been. */
  boolean hasWarned(ClientId recipient, long nowMs) {
    var fresh = warned.stream().filter(at -> isFresh(at, nowMs)).toList();
    return fresh.size() >= MOST_WARNED
        || fresh.stream().anyMatch(at -> at.clientId().equals(recipient));
  }

  /** Whether nothing of it matters any more. */
  public boolean isOver(long nowMs) {
    return clients.stream().noneMatch(at -> isFresh(at, nowMs))
        && warned.stream().noneMatch(at -> isFresh(at, nowMs));
  }

  private static boolean isFresh(At at, long nowMs) {
    return nowMs - at.atMs() < KEPT_MS;
  }

  private static List<At> with(List<At> before, ClientId clientId, long atMs, int most) {
    var all = new ArrayList<>(before);
    all.removeIf(at -> at.clientId().equals(clientId) || !isFresh(at, atMs));
    all.add(new At(clientId, atMs));
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  private static void write(NetworkState network, StateOutput out) {
    for (var list : List.of(network.clients(), network.warned())) {
      out.writeShort(list.size());
      list.forEach(at -> out.writeClientId(at.clientId()).writeLong(at.atMs()));
    }
  }

  private static NetworkState read(StateInput in) {
    return new NetworkState(list(in), list(in));
  }

  private static List<At> list(StateInput in) {
    var list = new ArrayList<At>();
    for (int left = in.readShort(); left > 0; left--) {
      list.add(new At(in.readClientId(), in.readLong()));
    }
    return list;
  }
}
