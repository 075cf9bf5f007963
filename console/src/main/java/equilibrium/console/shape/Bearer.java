package equilibrium.console.shape;

/** The token that asks. */
public record Bearer(String name, String role) {}
