package equilibrium.streams;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.TimeScale;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class TimedWorkTest {
  private int steps;
  private boolean more = true;

  @Test
  void stepsAreOftenWhileThereIsMoreAndAfterARecord() {
    try (var driver = driver(TimeScale.REAL)) {
      assertThat(steps(driver, 2)).isEqualTo(2);

      more = false;
      assertThat(steps(driver, 6)).isEqualTo(2); // one that finds nothing, and one 5 s later

      more = true;
      driver.createInputTopic("in", new StringSerializer(), new StringSerializer()).pipeInput("a");
      assertThat(steps(driver, 3)).isEqualTo(3);
    }
  }

  @Test
  void workThatIsFoundSeldomGoesOnOften() {
    try (var driver = driver(TimeScale.REAL)) {
      more = false;
      assertThat(steps(driver, 1)).isEqualTo(1);

      more = true;
      assertThat(steps(driver, 8)).isEqualTo(4); // after 5 s, and after each second since then
    }
  }

  @Test
  void whereTimeRunsFasterStepsAreNotSeldom() {
    try (var driver = driver(new TimeScale(600))) {
      more = false;
      assertThat(steps(driver, 10)).isEqualTo(10);
    }
  }

  /** Steps within so many seconds. */
  private int steps(TopologyTestDriver driver, int seconds) {
    int before = steps;
    for (int second = 0; second < seconds; second++) {
      driver.advanceWallClockTime(Duration.ofSeconds(1));
    }
    return steps - before;
  }

  private TopologyTestDriver driver(TimeScale scale) {
    var builder = new StreamsBuilder();
    builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
        .process(
            StatefulProcessor.<String, String, String, String>of(
                List.of(),
                context -> {
                  var work = TimedWork.start(context, scale, Duration.ofSeconds(1), _ -> step());
                  return (Record<String, String> _) -> work.wake();
                }));
    return new TopologyTestDriver(builder.build(), new Properties());
  }

  private boolean step() {
    steps++;
    return more;
  }
}
