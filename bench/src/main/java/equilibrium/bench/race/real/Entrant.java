package equilibrium.bench.race.real;

/**
 * A client that may race.
 *
 * @param key its announce key
 * @param tier that it has earned, 0 to 3
 */
record Entrant(String key, int tier) {}
