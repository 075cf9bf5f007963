package equilibrium.scoring.stream;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.scoring.swarm.Registered;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * What is announced under the other hash of a registered hybrid torrent becomes {@link
 * AliasedAnnounce} under its canonical one; everything else passes.
 */
public final class RouteAliases
    extends ContextualProcessor<InfoHash, SpecificRecord, InfoHash, Object> {

  @Override
  public void process(Record<InfoHash, SpecificRecord> record) {
    if (record.value() instanceof Announced announced) {
      var canonical = registered(announced.getInfoHash()).canonical();
      if (canonical != null) {
        var metadata = context().recordMetadata().orElseThrow();
        var carried =
            new AliasedAnnounce(
                Announced.newBuilder(announced).setInfoHash(canonical).build(),
                new Position(metadata.partition(), metadata.offset()),
                record.timestamp());
        context().forward(record.withKey(canonical).withValue(carried));
        return;
      }
    }
    context().forward(record.withValue(record.value()));
  }

  private Registered registered(InfoHash infoHash) {
    ReadOnlyKeyValueStore<InfoHash, Registered> torrents =
        context().getStateStore(KeepRegistrations.STORE);
    Registered registered = torrents.get(infoHash);
    return registered == null ? Registered.NOTHING : registered;
  }
}
