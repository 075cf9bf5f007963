package equilibrium.bench.trace;

import equilibrium.schemas.event.InfoHash;

/**
 * A torrent that the tracker's operator had registered.
 *
 * @param sizeBytes of all files, at least 0
 * @param isPrivate BEP 27
 */
public record TraceTorrent(InfoHash infoHash, long sizeBytes, boolean isPrivate)
    implements TraceLine {}
