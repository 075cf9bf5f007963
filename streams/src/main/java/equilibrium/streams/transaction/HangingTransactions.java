package equilibrium.streams.transaction;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.streams.transaction.BrokerTransactions.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.internals.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every 15 s for transactions of a program that nobody will end, and aborts them at the
 * second look. There are such when a broker has lost the end of its log of transactions, and when a
 * record reaches its partition after its transaction has ended there (KIP-664, "hanging
 * transactions"). Readers of committed records would stand still before them for ever, the program
 * among them.
 *
 * <p>It also sees when a coordinator has lost the epochs of the program's producers ({@link
 * LostEpochs}); the program has to start again then, under other transactional ids.
 */
public final class HangingTransactions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
  private static final Duration PERIOD = Duration.ofSeconds(15);

  /**
   * To the first look, and to the second one at a suspect. Both come before a program that waits
   * for such a transaction counts as standing still, and is ended.
   */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final String POSITIONS = Topic.GROUP_METADATA_TOPIC_NAME;

  private final String program;
  private final Owner owner;
  private final String application;
  private final Path state;
  private final Search search;
  private final LostEpochs lostEpochs = new LostEpochs();
  private final BackgroundTask task;
  private boolean refused;
  private volatile String problem = "";

  /**
   * A program's transactions.
   *
   * @param prefix of its transactional ids and internal topics
   * @param written topics of the tracker to which only this program writes
   */
  record Owner(String prefix, Set<String> written) {
    boolean hasTopic(String topic) {
      return written.contains(topic) || topic.startsWith(prefix);
    }

    /**
     * A producer that no coordinator knows has no transaction that could go on. But Kafka also
     * conceals producers of other programs, where this one may not see their transactional ids.
     * Only own ones write to own topics.
     */
    private boolean hangs(OpenTransaction open, @Nullable Writer writer, Set<Long> own) {
      boolean isOwn = hasTopic(open.partition().topic());
      return writer == null
          ? isOwn || own.contains(open.producer())
          : (writer.isDecided() || writer.epoch() != open.epoch())
              && !writer.mayCommit(open)
              && (isOwn || writer.transactionalId().startsWith(prefix));
    }
  }

  /** Compares what one look finds with what the look before found. For one thread. */
  static final class Search {
    private final Owner owner;
    private Set<OpenTransaction> suspects = Set.of();

    Search(Owner owner) {
      this.owner = owner;
    }

    /**
     * Those that were open in both looks although their producer writes in another epoch, is not
     * known to any coordinator, or has its end decided. One that may be committed is never among
     * them: it has its producer's epoch, or its coordinator is committing it.
     *
     * @param open now
     * @param writers producers that coordinators know
     * @param own ids of producers that have written to topics of the program
     */
    Set<OpenTransaction> found(
        Set<OpenTransaction> open, Map<Long, Writer> writers, Set<Long> own) {
      var next =
          open.stream()
              .filter(one -> owner.hangs(one, writers.get(one.producer()), own))
              .collect(Collectors.toSet());
      var found = new HashSet<>(next);
      found.retainAll(suspects);
      suspects = next;
      return found;
    }

    void forget() {
      suspects = Set.of();
    }

    boolean hasSuspects() {
      return !suspects.isEmpty();
    }
  }

  private HangingTransactions(
      String program, String application, Path state, Set<String> written, KafkaSettings kafka) {
    this.program = program;
    this.application = application;
    this.state = state;
    this.owner = new Owner(application + "-", Set.copyOf(written));
    this.search = new Search(owner);
    this.task = BackgroundTask.start(program + "-transactions", task -> watch(task, kafka));
  }

  /**
   * Looks after the transactions of a program.
   *
   * @param application id of it
   * @param state folder of its stores
   * @param written topics of the tracker to which only this program writes
   */
  public static HangingTransactions start(
      String program, String application, Path state, Set<String> written, KafkaSettings kafka) {
    return new HangingTransactions(program, application, state, written, kafka);
  }

  /** Why the program has to be started again, in one sentence; empty: it has not. */
  public String problem() {
    return problem;
  }

  private void watch(BackgroundTask running, KafkaSettings kafka) {
    forget();
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var brokers = new BrokerTransactions(admin, owner.prefix);
      for (var pause = SOON; !running.isClosed(pause); pause = pause(search, lostEpochs)) {
        look(brokers);
      }
    }
  }

  /** To the next look. */
  static Duration pause(Search search, LostEpochs lostEpochs) {
    return search.hasSuspects() || lostEpochs.hasSuspects() ? SOON : PERIOD;
  }

  private void forget() {
    search.forget();
    lostEpochs.forget();
  }

  private void look(BrokerTransactions brokers) {
    try {
      var producers = brokers.producers(topic -> owner.hasTopic(topic) || topic.equals(POSITIONS));
      var open = producers.open();
      var epochs = producers.epochs(owner::hasTopic);
      var ids = new HashSet<>(epochs.keySet());
      ids.addAll(OpenTransaction.producers(open));
      var writers = ids.isEmpty() ? Map.<Long, Writer>of() : brokers.writers(ids);
      report(lostEpochs.found(epochs, writers, TransactionNames.now(state, application)));
      var found = search.found(open, writers, epochs.keySet());
      if (!found.isEmpty() && brokers.abort(found) > 0) {
        LOG.atWarn()
            .addKeyValue("program", program)
            .addKeyValue("transactions", found)
            .log(
                "transactions that nobody would have ended are aborted; did a broker lose records?");
      }
    } catch (ExecutionException e) {
      forget();
      refused(e.getCause());
    } catch (TimeoutException _) { // Kafka is away
      forget();
    }
  }

  private void report(Set<Long> lost) {
    if (!lost.isEmpty() && problem.isEmpty()) {
      problem = "its records are refused: a broker has lost epochs of its transactions";
      LOG.atError()
          .addKeyValue("program", program)
          .addKeyValue("producers", lost)
          .log(
              "partitions have seen later epochs than the coordinator of transactions; did a broker"
                  + " lose records? The program has to be started again, under other"
                  + " transactional ids");
      TransactionNames.forget(state);
    }
  }

  /** Brokers that are away will answer again; one that forbids it says so every time. */
  private void refused(@Nullable Throwable cause) {
    if (cause instanceof AuthorizationException refusal && !refused) {
      refused = true;
      LOG.atWarn()
          .addKeyValue("program", program)
          .addKeyValue("cause", refusal.getMessage())
          .log(
              "hanging transactions cannot be looked for: this needs to describe topics and"
                  + " transactional ids, and to alter the cluster");
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
