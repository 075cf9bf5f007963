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
 * left.
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
   * What a program does now.
   *
   * @param view next offset to read of each partition of {@code announces}; empty: it keeps none
   * @param chores whether it does what only one node may do
   * @param drills kinds of drills that it obeys
   * @param drill kind of the drill that is on; empty: none
   */
  public record Doing(Map<Integer, Long> view, boolean chores, List<String> drills, String drill) {
    /** Of a program that keeps no view, does no chores and obeys no drills. */
    public static final Doing NOTHING = new Doing(Map.of(), false, List.of(), "");

    public Doing {
      view = Map.copyOf(view);
      drills = List.copyOf(drills);
    }
  }

  /**
   * The program runs.
   *
   * @param nowMs tracker time, since 1970
   */
  public ProducerRecord<byte[], byte[]> present(long nowMs, Doing doing) {
    var positions =
        new TreeMap<>(doing.view())
            .entrySet().stream().map(at -> new Position(at.getKey(), at.getValue())).toList();
    var member =
        new Member(
            id(),
            node.boot(),
            program,
            Version.CURRENT,
            addresses,
            nowMs,
            positions,
            rules,
            doing.chores(),
            doing.drills(),
            doing.drill());
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
    return program.equals("ingress") ? node.id() : (node.id() ^ mix(program)) >>> 1;
  }

  /** What programs of one process have in common, by the id and the name of one of them. */
  public static long process(long id, String program) {
    return program.equals("ingress") ? id >>> 1 : ((id << 1) ^ mix(program)) >>> 1;
  }

  private static long mix(String program) {
    return program.hashCode() * 0x9E37_79B9_7F4A_7C15L;
  }

  private byte[] key() {
    return Topics.MEMBERS.key().serializer().serialize(TOPIC, id());
  }
}
