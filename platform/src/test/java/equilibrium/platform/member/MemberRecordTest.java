package equilibrium.platform.member;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Node;
import equilibrium.platform.member.MemberRecord.Doing;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Member;
import equilibrium.schemas.event.Position;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class MemberRecordTest {
  private static final Node NODE = new Node(17, 5);

  @Test
  void aRecordSaysWhichProgramRunsInWhichVersion() {
    var ingress = new MemberRecord(NODE, "ingress", List.of("udp://127.0.0.1:6969/announce"));

    var doing = new Doing(Map.of(3, 40L, 1, 20L), true, List.of("deaf", "kill"), "deaf");

    var member = member(ingress.present(1_000, doing));

    assertThat(member)
        .isEqualTo(
            new Member(
                17L,
                5L,
                "ingress",
                Version.CURRENT,
                List.of("udp://127.0.0.1:6969/announce"),
                1_000L,
                List.of(new Position(1, 20L), new Position(3, 40L)),
                "",
                true,
                List.of("deaf", "kill"),
                "deaf"));
    assertThat(Version.CURRENT).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void programsOfOneProcessDoNotReplaceEachOther() {
    var ids =
        Stream.of("ingress", "scoring", "anomaly", "projector")
            .map(program -> new MemberRecord(NODE, program, List.of()).present(0, Doing.NOTHING))
            .map(MemberRecordTest::key)
            .toList();

    assertThat(ids).doesNotHaveDuplicates().contains(NODE.id()).allMatch(id -> id >= 0);
  }

  @Test
  void programsOfOneProcessAreKnownByTheirIds() {
    for (long node : new long[] {0, 17, 1L << 62, Long.MAX_VALUE}) {
      for (var program : List.of("ingress", "scoring", "anomaly", "projector", "console")) {
        var member = new MemberRecord(new Node(node, 5), program, List.of());

        assertThat(MemberRecord.process(member.id(), program)).isEqualTo(node >>> 1);
      }
    }
  }

  @Test
  void aProgramThatLeavesRemovesItsOwnRecord() {
    var scoring = new MemberRecord(NODE, "scoring", List.of());

    var gone = scoring.gone();

    assertThat(gone.value()).isNull();
    assertThat(key(gone)).isEqualTo(key(scoring.present(0, Doing.NOTHING)));
  }

  private static Member member(ProducerRecord<byte[], byte[]> record) {
    var member = Topics.MEMBERS.value().deserializer().deserialize("members", record.value());
    return Objects.requireNonNull(member);
  }

  private static long key(ProducerRecord<byte[], byte[]> record) {
    return Topics.MEMBERS.key().deserializer().deserialize("members", record.key());
  }
}
