package equilibrium.schemas;

import java.util.List;

/**
 * Without limits Avro would reserve what a damaged length says, up to 2 GiB, before it reads any of
 * it. Avro reads its limits once, when the first record class is used.
 */
final class DecodingLimits {
  /** Bytes of a string, bytes of a binary field, and entries of an array. No record is larger. */
  private static final int LONGEST = 4 << 20;

  /** Sets the limits that no system property sets. */
  static void set() {
    for (var limit : List.of("bytes.maxLength", "string.maxLength", "collectionItems.maxLength")) {
      var property = "org.apache.avro.limits." + limit;
      if (System.getProperty(property) == null) {
        System.setProperty(property, Integer.toString(LONGEST));
      }
    }
  }

  private DecodingLimits() {}
}
