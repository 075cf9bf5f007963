package equilibrium.scoring.swarm;

import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.rules.EpisodeRules;
import equilibrium.scoring.session.Claim;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.Traffic;
import equilibrium.scoring.swarm.Payout.Payment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides which uploads of an ended episode count (docs/explain/scoring.md#episodes; docs/policy.md
 * 3.2, 4.1). Bytes that were sent must have been received by somebody else. So a session is
 * credited at most its share of what other clients on other networks report as received ({@link
 * FairShares}). A session that repeats another one does not count ({@link Copies}). Pure.
 */
public final class Settlement {
  /** A session of the episode. */
  public record Participant(PeerId peerId, Session session) {
    Claim claim() {
      return session.claim();
    }
  }

  /**
   * What a session is credited. Bytes.
   *
   * @param moved what it claims, sent and received
   * @param credible whether others can have received what its claimant says it sent
   */
  private record Share(Participant participant, long uploaded, long moved, boolean credible) {}

  /** Most bytes first, because the list may be cut; then by peer id, so that the order is fixed. */
  private static final Comparator<Share> ORDER =
      Comparator.comparingLong(Share::moved)
          .reversed()
          .thenComparing(share -> share.participant.peerId());

  private final Episode episode;
  private final EpisodeRules rules;
  private final int copies;
  private final Traffic traffic;
  private final List<Share> shares;
  private final boolean clean;

  public Settlement(Episode episode, List<Participant> participants, EpisodeRules rules) {
    this.episode = episode;
    this.rules = rules;
    var repeated = new Copies(participants);
    var originals = repeated.originals();
    this.copies = repeated.count();
    this.traffic = repeated.withoutCopies(episode.traffic());
    var fair = new FairShares(originals, traffic.received(), rules.credible());
    this.shares = shares(originals, fair);
    this.clean = agrees(Math.max(0, traffic.uploaded() - fair.incrediblyUploaded()));
  }

  private static List<Share> shares(List<Participant> participants, FairShares fair) {
    long[] bytes = fair.bytes();
    var shares = new ArrayList<Share>(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      var participant = participants.get(i);
      long moved = participant.claim().traffic().moved();
      shares.add(new Share(participant, bytes[i], moved, fair.isCredible(i)));
    }
    shares.sort(ORDER);
    return shares;
  }

  /** To all sessions that are credited bytes; those that moved most come first. */
  public List<Payment> payments() {
    return shares.stream()
        .filter(share -> share.uploaded > 0 || downloaded(share.participant.session) > 0)
        .map(this::payment)
        .toList();
  }

  private Payment payment(Share share) {
    boolean corroborates =
        clean && share.credible && share.uploaded >= rules.clean().corroboratingBytes();
    return payment(share.participant.session, share.uploaded, corroborates);
  }

  /**
   * To the owner of a session whose peer id another client takes over while the episode is open:
   * its download, so that nobody sheds downloads by changing identity. Its upload is lost with the
   * claim.
   */
  static Payment owedToFormerOwner(Session session) {
    return payment(session, 0, false);
  }

  private static Payment payment(Session session, long uploaded, boolean corroborates) {
    var owner = session.owner();
    return new Payment(
        owner.clientId(),
        owner.networkId(),
        owner.identity(),
        uploaded,
        downloaded(session),
        corroborates);
  }

  private static long downloaded(Session session) {
    return session.claim().traffic().downloaded();
  }

  /**
   * Whether bytes sent, without claims that are not credible, and bytes received agree, |z| &lt; 2,
   * so that these uploads can be believed. One loud liar does not keep the others from it.
   */
  boolean isClean() {
    return clean;
  }

  private boolean agrees(long sent) {
    long received = traffic.received();
    var limits = rules.clean();
    long sigma = Math.max(sent, received) / 100 * limits.sigmaPercent() + limits.sigmaBytes();
    return Math.abs(sent - received) < limits.sigmas() * sigma;
  }

  /** Its record, without its balance. */
  public SwarmEpisode.Builder event(InfoHash infoHash, EpisodeEnd closedBy, long sizeBytes) {
    return SwarmEpisode.newBuilder()
        .setInfoHash(infoHash)
        .setStartMs(episode.startMs())
        .setEndMs(episode.lastMs())
        .setClosedBy(closedBy)
        .setUploaded(traffic.uploaded())
        .setDownloaded(traffic.downloaded())
        .setDiscarded(traffic.discarded())
        .setSizeBytes(sizeBytes)
        .setCopies(copies)
        .setClaims(shares.stream().limit(rules.claims()).map(Settlement::claim).toList());
  }

  private static EpisodeClaim claim(Share share) {
    var session = share.participant.session;
    var claim = session.claim();
    return EpisodeClaim.newBuilder()
        .setClientId(session.owner().clientId())
        .setNetworkId(session.owner().networkId())
        .setIdentity(session.owner().identity())
        .setPeerId(share.participant.peerId)
        .setUploaded(claim.traffic().uploaded())
        .setDownloaded(claim.traffic().downloaded())
        .setDiscarded(claim.traffic().discarded())
        .setLeftFirst(Counters.orNull(claim.leftFirst()))
        .setLeftLast(Counters.orNull(session.left()))
        .setAnnounces(claim.announces())
        .setLeecherAnnounces(claim.leecherAnnounces())
        .setFirstAtMs(claim.firstAtMs())
        .setLastAtMs(session.atMs())
        .setUploadedCredited(share.uploaded)
        .build();
  }
}
