package equilibrium.streams.transaction;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends all transactions of former processes. After a power cut the log of transactions of a lone
 * broker may not know them any more, and nobody else would end them.
 */
public final class FormerTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(FormerTransactions.class);

  /**
   * Aborts whatever is open. Call only while no producer runs that uses transactions. Throws a
   * {@link Fault} if Kafka does not do it.
   *
   * @return how many there were, each partition counted
   */
  public static int abort(KafkaSettings kafka) {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var brokers = new BrokerTransactions(admin);
      var open = brokers.open(_ -> true);
      brokers.abort(open);
      if (!open.isEmpty()) {
        LOG.atInfo()
            .addKeyValue("places", open.size())
            .log("transactions that a former process left open are aborted");
      }
      return open.size();
    } catch (ExecutionException | TimeoutException e) {
      throw new Fault("transactions of a former process cannot be aborted: " + e, e);
    }
  }

  private FormerTransactions() {}
}
