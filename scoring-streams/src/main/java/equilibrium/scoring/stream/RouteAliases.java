package equilibrium.scoring.stream;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.scoring.session.AliasedAnnounce;
import equilibrium.scoring.swarm.RegisteredTorrent;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Turns announces under the other hash of a registered hybrid torrent into {@link AliasedAnnounce}s
 * under the canonical hash. Other announces and ticks pass.
 */
public final class RouteAliases
    extends ContextualProcessor<InfoHash, SpecificRecord, InfoHash, Object> {

  @Override
  public void process(Record<InfoHash, SpecificRecord> record) {
    if (record.value() instanceof Announced announced) {
      var canonical = registered(announced.getInfoHash()).canonical();
      if (canonical != null) {
        var metadata = context().recordMetadata().orElseThrow();
        var aliased =
            new AliasedAnnounce(
                Announced.newBuilder(announced).setInfoHash(canonical).build(),
                new Position(metadata.partition(), metadata.offset()),
                record.timestamp());
        context().forward(record.withKey(canonical).withValue(aliased));
        return;
      }
    }
    context().forward(record.withValue(record.value()));
  }

  private RegisteredTorrent registered(InfoHash infoHash) {
    ReadOnlyKeyValueStore<InfoHash, RegisteredTorrent> torrents =
        context().getStateStore(KeepRegistrations.STORE);
    return RegisteredTorrent.orNone(torrents.get(infoHash));
  }
}
