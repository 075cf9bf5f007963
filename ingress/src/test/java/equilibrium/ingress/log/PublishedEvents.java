package equilibrium.ingress.log;

import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.schemas.AnnouncedHead;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.HandOut;
import equilibrium.testing.event.Ids;
import equilibrium.testing.event.SampleEvents;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Accepted announces of many swarms, numbered. */
final class PublishedEvents {
  private static final AtomicLong SEQUENCE = new AtomicLong();

  static Accepted next() {
    return next(null);
  }

  static Accepted next(@Nullable HandOut handOut) {
    long sequence = SEQUENCE.getAndIncrement();
    var event =
        SampleEvents.announced()
            .setEventId(new EventId(1L, SampleEvents.NOW, sequence))
            .setReceivedAtMs(System.currentTimeMillis())
            .setInfoHash(Ids.infoHash((int) sequence % 64))
            .build();
    byte[] value = Topics.ANNOUNCES.value().serializer().serialize(Topics.ANNOUNCES.name(), event);
    return new Accepted().records(value, handOut, event.getTransport());
  }

  static long sequence(Accepted accepted) {
    return AnnouncedHead.id(accepted.event()).getSequence();
  }

  private PublishedEvents() {}
}
