package equilibrium.analyst.export;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.Tick;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.event.SampleEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes events to topics, and remembers announces. */
public final class Written implements AutoCloseable {
  public static final int PARTITIONS = 3;
  private static final List<AnnounceEvent> EVENTS = List.of(AnnounceEvent.values());
  private static final List<Transport> TRANSPORTS = List.of(Transport.values());

  private final KafkaProducer<byte[], byte[]> producer;
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<Announced> announces = new ArrayList<>();
  private long sequence;

  /** Creates these topics and writes to them. */
  public Written(KafkaSettings kafka, Topic<?, ?>... topics) {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      var wanted =
          Stream.of(topics)
              .map(topic ->
                  new NewTopic(topic.name(), PARTITIONS, (short) 1).configs(topic.settings()))
              .toList();
      admin.createTopics(wanted).all().get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("topics cannot be created", e);
    }
    producer =
        new KafkaProducer<>(
            kafka.with(Map.of("linger.ms", "5")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Announces with random values in all fields that are exported. */
  public void announces(int count) {
    for (int i = 0; i < count; i++) {
      var announced = announced();
      announces.add(announced);
      send(Topics.ANNOUNCES, announced.getInfoHash().bytes(), announced);
    }
    producer.flush();
  }

  public List<Announced> announces() {
    return announces;
  }

  public <V> void send(Topic<?, V> topic, byte @Nullable [] key, @Nullable V value) {
    bytes(topic, key, topic.value().serializer().serialize(topic.name(), value));
  }

  void bytes(Topic<?, ?> topic, byte @Nullable [] key, byte @Nullable [] value) {
    var _ = producer.send(new ProducerRecord<>(topic.name(), key, value));
    producer.flush();
  }

  private Announced announced() {
    var address =
        random.nextInt(3) == 0
            ? new IpAddress(random.nextLong(), random.nextLong()).event()
            : new IpAddress(0, 0xffffL << 32 | random.nextInt(1 << 24, 1 << 30)).event();
    byte[] peerId = bytes(20);
    System.arraycopy("-qB4500-".getBytes(US_ASCII), 0, peerId, 0, 8);
    return SampleEvents.announced()
        .setEventId(new EventId(7L, SampleEvents.NOW, sequence++))
        .setReceivedAtMs(SampleEvents.NOW + random.nextLong(1_000_000))
        .setInfoHash(new InfoHash(bytes(20)))
        .setPeerId(new PeerId(peerId))
        .setClientId(new ClientId(bytes(16)))
        .setIdentity(random.nextBoolean() ? Identity.KEY : Identity.ADDRESS)
        .setNetworkId(new ClientId(bytes(16)))
        .setAddress(address)
        .setClaimedAddresses(random.nextBoolean() ? List.of() : List.of(new Address(bytes(16))))
        .setProxied(random.nextBoolean())
        .setPort(random.nextInt(65_536))
        .setEvent(EVENTS.get(random.nextInt(EVENTS.size())))
        .setUploaded(number())
        .setDownloaded(number())
        .setLeft(number())
        .setCorrupt(number())
        .setRedundant(number())
        .setKey(random.nextBoolean() ? null : random.nextInt())
        .setNumWant(random.nextBoolean() ? null : random.nextInt(200))
        .setTransport(TRANSPORTS.get(random.nextInt(TRANSPORTS.size())))
        .setUserAgent(random.nextBoolean() ? null : "=cmd|'ä' \"" + random.nextInt(100))
        .setFingerprint(random.nextBoolean() ? null : random.nextLong())
        .setBrowserHeaders(random.nextBoolean())
        .setSessionStartedAtMs(SampleEvents.NOW - random.nextLong(1_000_000))
        .setAnswer(
            new Answer(
                Policy.TIER_BACKOFF,
                random.nextInt(4),
                random.nextInt(4),
                random.nextInt(1_000),
                random.nextInt(1_000),
                random.nextInt(50),
                random.nextInt(50),
                1_800,
                random.nextBoolean(),
                random.nextInt(10_000)))
        .build();
  }

  private @Nullable Long number() {
    return random.nextInt(4) == 0 ? null : (Long) random.nextLong(1L << 50);
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    producer.close();
  }

  static SpecificRecord tick(long atMs) {
    return new Tick(7L, atMs);
  }
}
