package equilibrium.platform.member;

import equilibrium.platform.Node;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Member;
import equilibrium.schemas.event.Position;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The record of topic {@code members} that says that a program runs, and the one that says that it
 * left. Not thread-safe: one for each thread that writes them.
 *
 * @param node of the process
 * @param program name, as the command has it: {@code ingress}, {@code scoring}, …
 * @param addresses at which it can be reached, as URLs
 * @param rules that it folds by, as version and fingerprint; empty: it folds by none
 */
public record MemberRecord(Node node, String program, List<String> addresses, String rules) {
  private static final String TOPIC = Topics.MEMBERS.name();

  public MemberRecord {
    addresses = List.copyOf(addresses);
  }

  /** Of a program that folds by no rules. */
  public MemberRecord(Node node, String program, List<String> addresses) {
    this(node, program, addresses, "");
  }

  /**
   * The program runs.
   *
   * @param nowMs tracker time, since 1970
   * @param view next offset to read of each partition of {@code announces}; empty: it keeps none
   */
  public ProducerRecord<byte[], byte[]> present(long nowMs, Map<Integer, Long> view) {
    var positions =
        new TreeMap<>(view)
            .entrySet().stream().map(at -> new Position(at.getKey(), at.getValue())).toList();
    var member =
        new Member(id(), node.boot(), program, Version.CURRENT, addresses, nowMs, positions, rules);
    return new ProducerRecord<>(
        TOPIC, key(), Topics.MEMBERS.value().serializer().serialize(TOPIC, member));
  }

  /** The program has stopped in order. */
  public ProducerRecord<byte[], byte[]> gone() {
    return new ProducerRecord<>(TOPIC, key(), null);
  }

  /**
   * The node's own id for an ingress, whose events carry it. For others an id that follows from it
   * and the program, because {@code up} runs all programs as one node. At least 0.
   */
  public long id() {
    return program.equals("ingress")
        ? node.id()
        : (node.id() ^ program.hashCode() * 0x9E37_79B9_7F4A_7C15L) >>> 1;
  }

  private byte[] key() {
    return Topics.MEMBERS.key().serializer().serialize(TOPIC, id());
  }
}
