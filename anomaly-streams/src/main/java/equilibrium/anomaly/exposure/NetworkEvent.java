package equilibrium.anomaly.exposure;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.InterventionKind;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;

/** A message about one network, from the stage by swarm to the stage by network. */
public sealed interface NetworkEvent {

  /** A client announced from there. */
  record Seen(ClientId clientId, long atMs) implements NetworkEvent {}

  /**
   * A warning, before it is known who shares the address.
   *
   * @param endpoint of the subject, which the recipient has
   */
  record Draft(
      InfoHash infoHash,
      ClientId recipient,
      ClientId subject,
      InterventionKind kind,
      Endpoint endpoint,
      long fromMs,
      long untilMs)
      implements NetworkEvent {}

  /** A warning is over. */
  record Over(InfoHash infoHash, ClientId recipient, ClientId subject) implements NetworkEvent {}

  /** Kinds in their stored order. */
  enum Kind {
    SEEN,
    DRAFT,
    OVER
  }

  /**
   * Big-endian.
   *
   * <pre>
   * 1 layout | 1 kind
   *   0 seen:  16 client | 8 at
   *   1 draft: 20 info-hash | 16 recipient | 16 subject | 1 kind | 16 address, 4 key, 4 port
   *            | 8 from | 8 until
   *   2 over:  20 info-hash | 16 recipient | 16 subject
   * </pre>
   */
  StateCodec<NetworkEvent> CODEC =
      StateCodec.of("an event of a network", 1, NetworkEvent::write, NetworkEvent::read);

  private static void write(NetworkEvent event, StateOutput out) {
    switch (event) {
      case Seen(ClientId clientId, long atMs) ->
          out.writeEnum(Kind.SEEN).writeClientId(clientId).writeLong(atMs);
      case Draft draft -> {
        out.writeEnum(Kind.DRAFT).writeInfoHash(draft.infoHash()).writeClientId(draft.recipient());
        out.writeClientId(draft.subject()).writeEnum(draft.kind());
        EndpointCodec.write(draft.endpoint(), out);
        out.writeLong(draft.fromMs()).writeLong(draft.untilMs());
      }
      case Over(InfoHash infoHash, ClientId recipient, ClientId subject) ->
          out.writeEnum(Kind.OVER)
              .writeInfoHash(infoHash)
              .writeClientId(recipient)
              .writeClientId(subject);
    }
  }

  private static NetworkEvent read(StateInput in) {
    return switch (in.readEnum(Kind.values())) {
      case SEEN -> new Seen(in.readClientId(), in.readLong());
      case DRAFT ->
          new Draft(
              in.readInfoHash(),
              in.readClientId(),
              in.readClientId(),
              in.readEnum(InterventionKind.values()),
              EndpointCodec.read(in),
              in.readLong(),
              in.readLong());
      case OVER -> new Over(in.readInfoHash(), in.readClientId(), in.readClientId());
    };
  }
}
