package equilibrium.ingress.udp;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.answer.Wire;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Found;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/**
 * Replies to announces over UDP, in the layout of their dialect. One for each receiving thread,
 * used again for each announce.
 */
final class UdpAnnounce implements Wire {
  private static final ReplyForm NONE = new ReplyForm(0, false, false, false);

  private final Announce announce;
  private final BulkAnnounce bulk;
  private final WaitingReplies replies;
  private final BiConsumer<ByteBuffer, InetSocketAddress> send;
  private Dialect dialect = new Datagrams();
  private ReplyForm form = NONE;
  private int transaction;
  private Family family = Family.IPV4;
  private InetSocketAddress from = new InetSocketAddress(0);

  /**
   * For one thread.
   *
   * @param announce that is answered, always the same object
   * @param bulk is told of those that are accepted in the replicated-tracker layout
   * @param send sends a datagram
   */
  UdpAnnounce(
      Announce announce,
      BulkAnnounce bulk,
      WaitingReplies replies,
      BiConsumer<ByteBuffer, InetSocketAddress> send) {
    this.announce = announce;
    this.bulk = bulk;
    this.replies = replies;
    this.send = send;
  }

  /**
   * Begins the reply to another announce.
   *
   * @param family of its source, whose peers the reply lists
   */
  UdpAnnounce to(InetSocketAddress from, int transaction, Family family) {
    this.from = from;
    this.transaction = transaction;
    this.family = family;
    return this;
  }

  /** In this dialect, which has room for so much. */
  UdpAnnounce in(Dialect dialect, ReplyForm form) {
    this.dialect = dialect;
    this.form = form;
    return this;
  }

  @Override
  public ReplyForm form() {
    return form;
  }

  @Override
  public EventLog.Reply accepted(Accepted outcome, Found found) {
    if (dialect instanceof ReplicatedDatagrams) {
      bulk.remember(from, announce);
    }
    return reply(outcome.interval(), found);
  }

  @Override
  public void notAdmitted(NotAdmitted outcome, Found found) {
    reply(outcome.waits().interval(), found).release(false);
  }

  @Override
  public void stopped(Stopped outcome, Found found) {
    reply(outcome.waits().interval(), found).release(true);
  }

  private EventLog.Reply reply(int interval, Found found) {
    var reply = replies.take(from);
    dialect.announced(reply.datagram, transaction, interval, family, found);
    return reply;
  }

  @Override
  public void refused(Refused outcome) {
    send.accept(dialect.refused(transaction, outcome.reason()), from);
  }

  /** No reply: clients then wait longer before they ask again. */
  @Override
  public void limited() {}
}
