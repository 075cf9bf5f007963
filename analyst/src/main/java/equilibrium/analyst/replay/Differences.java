package equilibrium.analyst.replay;

import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** What tells two records of one class apart. */
public final class Differences {

  /** Lines as "uploaded is 5 in the topic and 7 by the fold"; none: the records are equal. */
  public static List<String> between(SpecificRecord live, SpecificRecord folded) {
    return live.getSchema().getFields().stream()
        .map(Schema.Field::pos)
        .filter(field -> !Objects.equals(live.get(field), folded.get(field)))
        .map(field ->
            "%s is %s in the topic and %s by the fold"
                .formatted(
                    live.getSchema().getFields().get(field).name(),
                    live.get(field),
                    folded.get(field)))
        .toList();
  }

  private Differences() {}
}
