package equilibrium.streams.transaction;

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
   * Aborts whatever is open. Call only while no producer runs that uses transactions. A failure is
   * logged: the programs look for such transactions too, later.
   *
   * @return how many were ended, each partition counted
   */
  public static int abort(KafkaSettings kafka) {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var brokers = new BrokerTransactions(admin);
      int ended = brokers.abort(brokers.open(_ -> true));
      if (ended > 0) {
        LOG.atInfo()
            .addKeyValue("places", ended)
            .log("transactions that a former process left open are aborted");
      }
      return ended;
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.toString())
          .log("transactions of a former process could not be aborted; the programs try again");
      return 0;
    }
  }

  private FormerTransactions() {}
}
