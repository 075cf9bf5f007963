package equilibrium.standalone;

import equilibrium.standalone.command.Equilibrium;

/** Runs one command and ends with its exit code: 0 done, 1 a fault, 2 wrong usage. */
public final class EquilibriumMain {

  public static void main(String[] args) {
    // Without this Undertow would log through log4j, which Kafka brings along unconfigured.
    System.setProperty("org.jboss.logging.provider", "slf4j");
    System.exit(Equilibrium.command(System.getenv()).execute(args));
  }

  private EquilibriumMain() {}
}
