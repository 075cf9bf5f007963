package equilibrium.ingress.follow;

import equilibrium.schemas.event.ClientId;

/** Rows of a table of clients that has only the columns that matter to a test. */
interface ClientTiers extends FollowedTable.Rows<ClientId> {
  @Override
  default RowKey<ClientId> key() {
    return new RowKey<>("id", 16, ClientId::new);
  }

  @Override
  default String columns() {
    return "tier";
  }
}
