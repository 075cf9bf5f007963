package equilibrium.ingress.answer;

import equilibrium.ingress.admission.AddressLimits;
import equilibrium.ingress.admission.Admission.Grant;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.AnnouncedWriter;
import equilibrium.schemas.event.TrackerIdVerdict;

/**
 * The working memory of the announces that one thread answers, one after the other: used again for
 * each, so that an announce of a known peer allocates its event and no more. Nothing of it is seen
 * by another thread.
 */
public final class WorkingMemory {
  final Grant grant = new Grant();
  final Visit visit = new Visit();
  final AnnouncedWriter event = new AnnouncedWriter();
  final Accepted accepted = new Accepted();

  /** {@link System#nanoTime} when the announce was received. */
  long startNs;

  /** When that was in tracker time, milliseconds since 1970. */
  long nowMs;

  /** The key of its address in {@link AddressLimits}. */
  long address;

  /** Its client's number in {@link Clients}. */
  int client;

  /** What became of the tracker id that the client echoed. */
  TrackerIdVerdict trackerId = TrackerIdVerdict.NONE;

  /** When the session began as far as the announce says, milliseconds since 1970. */
  long startedAtMs;

  /** The number of its event. */
  long sequence;

  /** The answer of the swarms to the last announce or scrape. */
  public Found found() {
    return visit.found();
  }
}
