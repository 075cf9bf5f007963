package equilibrium.scoring.swarm;

import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Claim;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.swarm.Payout.Payment;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An episode that is over: what of its uploads counts (docs/explain/scoring.md#episodes;
 * docs/policy.md 3.2, 4.1). Bytes that were sent must have been received by somebody else, so
 * nobody is credited more than his share of what other clients on other networks say they received.
 * Pure.
 */
public final class Settlement {
  /** A session of the episode. */
  public record Party(PeerId peerId, Session session) {
    Claim claim() {
      return session.claim();
    }
  }

  /**
   * What a session is credited. Bytes.
   *
   * @param moved what it claims, sent and received
   */
  private record Share(Party party, long uploaded, long moved) {}

  /**
   * Most bytes first, for the list may have to end; then by peer id, so that order is no chance.
   */
  private static final Comparator<Share> ORDER =
      Comparator.comparingLong(Share::moved)
          .reversed()
          .thenComparing(share -> share.party.peerId());

  private final Episode episode;
  private final ScoringRules.Episodes rules;
  private final List<Share> shares;

  public Settlement(Episode episode, List<Party> parties, ScoringRules.Episodes rules) {
    this.episode = episode;
    this.rules = rules;
    var received = new Received(parties);
    this.shares =
        parties.stream()
            .map(party -> new Share(party, fairShare(party, received), moved(party.claim())))
            .sorted(ORDER)
            .toList();
  }

  /** To all who moved something, the ones who moved most first. */
  public List<Payment> payments() {
    return shares.stream()
        .filter(share -> share.uploaded > 0 || share.party.claim().downloaded() > 0)
        .map(this::payment)
        .toList();
  }

  private Payment payment(Share share) {
    boolean borneOut = share.uploaded >= rules.corroboratingBytes() && isClean();
    return payment(share.party.session, share.uploaded, borneOut);
  }

  /**
   * To a session's owner when another client takes its peer id while the episode is open: what it
   * took, so that nobody sheds that by another identity. What it sent is nobody's, for the claim is
   * lost with its session.
   */
  public static Payment owedToFormerOwner(Session session) {
    return payment(session, 0, false);
  }

  private static Payment payment(Session session, long uploaded, boolean borneOut) {
    var owner = session.owner();
    return new Payment(
        owner.clientId(),
        owner.networkId(),
        owner.identity(),
        uploaded,
        session.claim().downloaded(),
        borneOut);
  }

  private long fairShare(Party party, Received received) {
    long uploaded = party.claim().uploaded();
    if (uploaded == 0) {
      return 0;
    }
    long others = Math.max(0, episode.received() - received.by(party.session.owner()));
    return others >= episode.uploaded()
        ? uploaded
        : BigInteger.valueOf(uploaded)
            .multiply(BigInteger.valueOf(others))
            .divide(BigInteger.valueOf(episode.uploaded()))
            .longValueExact();
  }

  /** Whether sent and received agree well enough to bear out who uploaded: |z| &lt; 2. */
  boolean isClean() {
    long larger = Math.max(episode.uploaded(), episode.received());
    long sigma = larger / 100 * rules.sigmaPercent() + rules.sigmaBytes();
    return Math.abs(episode.uploaded() - episode.received()) < rules.sigmas() * sigma;
  }

  public SwarmEpisode event(InfoHash infoHash, EpisodeEnd closedBy, long sizeBytes) {
    return new SwarmEpisode(
        infoHash,
        episode.startMs(),
        episode.lastMs(),
        closedBy,
        episode.uploaded(),
        episode.downloaded(),
        episode.discarded(),
        sizeBytes,
        shares.stream().limit(rules.claims()).map(Settlement::claim).toList());
  }

  private static EpisodeClaim claim(Share share) {
    var session = share.party.session;
    var claim = session.claim();
    return EpisodeClaim.newBuilder()
        .setClientId(session.owner().clientId())
        .setNetworkId(session.owner().networkId())
        .setPeerId(share.party.peerId)
        .setUploaded(claim.uploaded())
        .setDownloaded(claim.downloaded())
        .setDiscarded(claim.discarded())
        .setLeftFirst(said(claim.leftFirst()))
        .setLeftLast(said(session.left()))
        .setAnnounces(claim.announces())
        .setLeecherAnnounces(claim.leecherAnnounces())
        .setFirstAtMs(claim.firstAtMs())
        .setLastAtMs(session.atMs())
        .setUploadedCredited(share.uploaded)
        .build();
  }

  private static @Nullable Long said(long left) {
    return left == Counters.UNSAID ? null : Long.valueOf(left);
  }

  /** Bytes sent and received. */
  static long moved(Claim claim) {
    return Saturating.sum(claim.uploaded(), claim.received());
  }
}
