package equilibrium.ingress.follow;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.admission.Directory;
import equilibrium.schemas.event.ClientId;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What threads that look at the same time see. */
class KeyRowsTest {
  private static final ClientId ID = new ClientId(new byte[16]);

  private final Directory operator = Directory.empty();
  private final KeyRows rows = new KeyRows(operator);

  @Test
  void aKeyIsGoodWhileItsRowIsReadAgain() throws Exception {
    var row = row(Map.of("key_id", ID.bytes(), "state", "ISSUED"));
    rows.put(ID, row);
    var looking = new CountDownLatch(1);
    var done = new AtomicBoolean();
    var missed = new AtomicInteger();
    var looker = Thread.ofPlatform().start(() -> look(looking, done, missed));

    looking.await();
    for (int i = 0; i < 200_000; i++) {
      rows.put(ID, row);
    }
    done.set(true);
    looker.join();

    assertThat(missed).hasValue(0);
  }

  private void look(CountDownLatch looking, AtomicBoolean done, AtomicInteger missed) {
    looking.countDown();
    while (!done.get()) {
      if (operator.keys().get(ID) == null || operator.keysOf().get(ID) == null) {
        missed.incrementAndGet();
      }
    }
  }

  /** Knows these columns; null in all others. */
  private static ResultSet row(Map<String, Object> columns) throws SQLException {
    return (ResultSet)
        Proxy.newProxyInstance(
            KeyRowsTest.class.getClassLoader(),
            new Class<?>[] {ResultSet.class},
            (_, _, arguments) -> columns.get((String) arguments[0]));
  }
}
