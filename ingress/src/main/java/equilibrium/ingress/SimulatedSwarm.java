package equilibrium.ingress;

import equilibrium.ingress.answer.AnnouncePolicy;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Question.ReplyStep;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.EnumText;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * One private swarm, answered by the code that answers announces, without wires, log and clock: for
 * simulations. A peer is a number from 1 to {@value #MOST_PEERS}, a client of its own with an
 * announce key. One thread uses it. The same seed gives the same lists, in one process: the seeders
 * above a client's level depend on a secret of the process
 * (docs/explain/selection.md#the-policy-tier-backoff-default).
 */
public final class SimulatedSwarm {
  public static final int MOST_PEERS = 100_000;
  private static final byte[] INFO_HASH = new byte[20];
  private static final int PORT = 6881;

  private final Clients clients = new Clients(MOST_PEERS);
  private final Swarms swarms;
  private final Visit visit = new Visit();
  private final Policy policy;
  private int announces;

  /**
   * An empty swarm.
   *
   * @param policy as {@code selection.policy} names it
   * @param tierStep as {@code selection.tier-step}
   */
  public SimulatedSwarm(String policy, Duration tierStep, long seed) {
    this.policy =
        Arrays.stream(Policy.values())
            .filter(one -> EnumText.of(one).equals(policy))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "the policy is %s, expected one of %s".formatted(policy, policies())));
    swarms = new Swarms(clients, 1, MOST_PEERS, tierStep.toMillis());
    visit.seed(seed);
  }

  /** The policies, as {@code selection.policy} names them. */
  public static List<String> policies() {
    return Arrays.stream(Policy.values()).map(EnumText::of).toList();
  }

  /** Sets the tier of a peer's client, 0 to 3. */
  public void tier(int peer, int tier) {
    clients.tier(0, peer, tier);
  }

  /**
   * Announces a peer and returns the numbers of the peers it is given.
   *
   * @param atMs not before the last announce
   */
  public int[] announce(int peer, boolean seeder, int wanted, long atMs) {
    session(peer, seeder ? Role.SEEDER : Role.LEECHER, atMs)
        .peers(wanted, false, policy, true)
        .limits(0, 0, 0);
    swarms.announce(visit, true);
    var peers = visit.found().peers();
    byte[] endpoints = peers.endpoints(Family.IPV4);
    int[] listed = new int[peers.size(Family.IPV4)];
    for (int i = 0; i < listed.length; i++) {
      int at = i * Family.IPV4.endpointBytes();
      listed[i] =
          (endpoints[at + 1] & 0xff) << 16
              | (endpoints[at + 2] & 0xff) << 8
              | (endpoints[at + 3] & 0xff);
    }
    return listed;
  }

  /** Whether the last announce was one of a leecher to which a tier is still closed. */
  public boolean isClimbing() {
    return AnnouncePolicy.isClimbing(visit);
  }

  /** Announces {@code stopped}. */
  public void leave(int peer, long atMs) {
    session(peer, Role.GONE, atMs).answeredElsewhere();
    swarms.enter(visit);
  }

  private ReplyStep session(int peer, Role role, long atMs) {
    byte[] peerId = new byte[20];
    byte[] address = new byte[16];
    address[10] = -1;
    address[11] = -1;
    address[12] = 10;
    for (int i = 0; i < 3; i++) {
      byte octet = (byte) (peer >> (16 - 8 * i));
      peerId[17 + i] = octet;
      address[13 + i] = octet;
    }
    int client = clients.enter(0, peer, atMs);
    clients.keyed(client);
    return visit
        .asked()
        .session(INFO_HASH, peerId, client)
        .from(address, PORT)
        .as(role, false, false)
        .received(atMs, ++announces & 0xffff, atMs);
  }
}
