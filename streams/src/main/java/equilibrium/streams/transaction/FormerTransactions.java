package equilibrium.streams.transaction;

import equilibrium.platform.KafkaSettings;
import equilibrium.streams.transaction.BrokerTransactions.Writer;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions of former processes. After a power cut the log of transactions of a lone
 * broker may not know them any more, and nobody else would end them.
 */
public final class FormerTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(FormerTransactions.class);

  /**
   * Aborts what is open, but for what a coordinator may be about to commit. Call only while no
   * producer runs that uses transactions. A failure is logged: the programs look for such
   * transactions too, later.
   *
   * @return how many were ended, each partition counted; empty: it failed
   */
  public static OptionalInt abort(KafkaSettings kafka) {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      int ended = abort(new BrokerTransactions(admin, "equilibrium-"));
      if (ended > 0) {
        LOG.atInfo()
            .addKeyValue("places", ended)
            .log("transactions that a former process left open are aborted");
      }
      return OptionalInt.of(ended);
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.toString())
          .log("transactions of a former process could not be aborted; the programs try again");
      return OptionalInt.empty();
    }
  }

  private static int abort(BrokerTransactions brokers) throws ExecutionException, TimeoutException {
    var open = brokers.producers(_ -> true).open();
    return open.isEmpty()
        ? 0
        : brokers.abort(former(open, brokers.writers(OpenTransaction.producers(open))));
  }

  /** What nobody else will end. */
  static Set<OpenTransaction> former(Set<OpenTransaction> open, Map<Long, Writer> writers) {
    return open.stream()
        .filter(transaction -> {
          var writer = writers.get(transaction.producer());
          return writer == null || !writer.mayCommit(transaction);
        })
        .collect(Collectors.toSet());
  }

  private FormerTransactions() {}
}
