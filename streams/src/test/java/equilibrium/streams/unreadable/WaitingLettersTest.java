package equilibrium.streams.unreadable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WaitingLettersTest {
  private static final TopicPartition FULL = new TopicPartition("suspicions", 0);
  private static final TopicPartition OTHER = new TopicPartition("suspicions", 1);

  private final WaitingLetters waiting = new WaitingLetters(Duration.ofMillis(1));

  @Test
  void nothingOfAPartitionFollowsALetterThatWasGivenUp() {
    for (int offset = 0; offset <= WaitingLetters.MOST; offset++) {
      put(FULL, offset);
    }
    assertThat(taken()).extracting(GlobalLetter::offset).hasSize(WaitingLetters.MOST).endsWith(63L);

    put(FULL, WaitingLetters.MOST + 1);
    put(OTHER, 7);

    assertThat(taken()).extracting(GlobalLetter::from).containsExactly(OTHER);
  }

  @Test
  void aLetterThatFindsNoRoomWhileTheProgramEndsIsGivenUpAtOnce() {
    var patient = new WaitingLetters(Duration.ofHours(1));
    for (int offset = 0; offset < WaitingLetters.MOST; offset++) {
      patient.put(letter(FULL, offset), () -> true);
    }

    patient.put(letter(FULL, WaitingLetters.MOST), () -> true);

    var letters = new ArrayList<GlobalLetter>();
    patient.take(letters, Duration.ZERO);
    assertThat(letters).hasSize(WaitingLetters.MOST);
  }

  private void put(TopicPartition from, long offset) {
    waiting.put(letter(from, offset), () -> false);
  }

  private static GlobalLetter letter(TopicPartition from, long offset) {
    return new GlobalLetter(from, offset, new ProducerRecord<>("dead-letters", new byte[0]));
  }

  private List<GlobalLetter> taken() {
    var letters = new ArrayList<GlobalLetter>();
    waiting.take(letters, Duration.ZERO);
    return letters;
  }
}
