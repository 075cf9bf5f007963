package equilibrium.ingress.log;

import equilibrium.ingress.announce.Outcome;
import equilibrium.ingress.announce.Outcome.Accepted;
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
    return new Accepted(event, handOut, new Outcome.Waits(1800, 900), "", null);
  }

  private PublishedEvents() {}
}
