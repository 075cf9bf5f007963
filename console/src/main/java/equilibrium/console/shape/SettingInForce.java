package equilibrium.console.shape;

/** A setting of the process that the console runs in. */
public record SettingInForce(
    String key,
    String value,
    String description,
    String values,
    String byDefault,
    boolean changed) {}
