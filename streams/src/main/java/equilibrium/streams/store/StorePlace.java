package equilibrium.streams.store;

/** Where stores are. The changelogs are the same, so a restart may change the place. */
public enum StorePlace {
  /** In the heap, up to a limit, then on disk. */
  MEMORY,
  /** In files of RocksDB. */
  DISK
}
