package equilibrium.console.stats;

import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.DrillKind;
import equilibrium.schemas.event.NodeDrill;

/** Where a drill causes a fault. */
sealed interface DrillTarget {

  /** A part of this process, which is stopped. */
  record Part(String name) implements DrillTarget {}

  /** A program that obeys topic {@code drills}. */
  record Program(NodeDrill order) implements DrillTarget {
    String node() {
      return Long.toString(order.getNode());
    }

    String kind() {
      return EnumText.of(order.getKind());
    }

    boolean isKilled() {
      return order.getKind() == DrillKind.KILL;
    }
  }

  /** As operators name it in the API. */
  default String id() {
    return switch (this) {
      case Part(String name) -> name;
      case Program program -> program.node();
    };
  }

  /** In a sentence. */
  default String text() {
    return switch (this) {
      case Part(String name) -> name;
      case Program program ->
          "%s of node %s".formatted(program.order().getProgram(), program.node());
    };
  }

  /** How it looks to the console. */
  enum Sight {
    /** Nothing is known of it now. */
    SILENT,
    /** The fault is on: it says so, or is seen. */
    STRUCK,
    /** It says, or is seen, to be well. */
    WELL,
    /** Another process of the program says so. */
    BACK
  }
}
