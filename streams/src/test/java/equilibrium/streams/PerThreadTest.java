package equilibrium.streams;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.testing.event.SampleEvents;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PerThreadTest {
  private static final int THREADS = 4;
  private static final int RECORDS = 20_000;

  /** With one shared deserializer most of them come out wrong. */
  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    var topic = Topics.ANNOUNCES;
    var serde = PerThread.of(topic::value);
    var writer = serde.serializer();
    var reader = serde.deserializer();
    var work = new ArrayList<Callable<Integer>>();
    for (int thread = 0; thread < THREADS; thread++) {
      var event = SampleEvents.announced().setPort(1_000 + thread).build();
      work.add(() -> {
        int right = 0;
        for (int i = 0; i < RECORDS; i++) {
          byte[] bytes = writer.serialize(topic.name(), event);
          right += event.equals(reader.deserialize(topic.name(), bytes)) ? 1 : 0;
        }
        return right;
      });
    }

    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      assertThat(threads.invokeAll(work)).extracting(Future::get).containsOnly(RECORDS);
    }
  }
}
