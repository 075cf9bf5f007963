package equilibrium.analyst.table;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.PeerId;
import java.util.HexFormat;

/** How ids of clients, networks and peers are written in a table. Not thread-safe. */
public interface IdForm {
  /** As they are in the log. */
  IdForm RAW =
      new IdForm() {
        @Override
        public String id(byte[] client) {
          return HexFormat.of().formatHex(client);
        }

        @Override
        public String peer(byte[] peer) {
          return HexFormat.of().formatHex(peer);
        }

        @Override
        public String caseId(String id) {
          return id;
        }
      };

  /**
   * Of a client or a network: 32 hex digits.
   *
   * @param client 16 bytes
   */
  String id(byte[] client);

  /**
   * Of a peer: hex digits.
   *
   * @param peer 20 bytes
   */
  String peer(byte[] peer);

  /**
   * Of a finding or a case, which is a digest of a client's id: the rule's name stays before it.
   */
  String caseId(String id);

  default String id(ClientId client) {
    return id(client.bytes());
  }

  default String peer(PeerId peer) {
    return peer(peer.bytes());
  }
}
