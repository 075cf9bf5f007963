package equilibrium.standalone.differential;

import equilibrium.standalone.differential.Answer.Announced;
import equilibrium.standalone.differential.Answer.Endpoint;
import equilibrium.standalone.differential.Answer.Failed;
import equilibrium.standalone.differential.Answer.Scraped;
import equilibrium.standalone.differential.Answer.Silence;
import equilibrium.standalone.differential.Answer.Status;
import equilibrium.standalone.differential.TestSwarms.Peer;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** Says in which ways two answers to one request differ. */
final class Comparison {

  /** What each of the two answered. */
  record Answers(Answer ours, Answer theirs) {}

  private final TestSwarms swarms;

  Comparison(TestSwarms swarms) {
    this.swarms = swarms;
  }

  Set<Difference> differences(Request request, Answers answers) {
    if (answers.ours() instanceof Announced ours && answers.theirs() instanceof Announced theirs) {
      return request.peer() == null
          ? EnumSet.of(sameCounts(ours, theirs) ? Difference.NONE : Difference.UNEXPLAINED)
          : lists(request, request.peer(), ours, theirs);
    }
    return EnumSet.of(
        answers.ours().equals(answers.theirs()) && !isGarbled(answers.ours())
            ? Difference.NONE
            : kinds(request, answers));
  }

  private static boolean isGarbled(Answer answer) {
    return answer instanceof Answer.Garbled;
  }

  private static Difference kinds(Request request, Answers answers) {
    var kind = request.kind();
    return switch (answers) {
      case Answers(Answer.Connected _, Answer.Connected _) -> Difference.NONE;
      case Answers(Failed _, Failed _) -> Difference.NONE;
      case Answers(Scraped ours, Scraped theirs) when isSame(ours, theirs) -> Difference.NONE;
      case Answers(Scraped ours, Scraped theirs) when isSame(known(ours), theirs) ->
          Difference.UNKNOWN_IS_ZERO;
      case Answers(Announced _, Status(int code)) when code == 400 && request.plainer() != null ->
          Difference.DICTIONARIES;
      case Answers(Announced _, Status _) when kind.startsWith("malformed: port") ->
          Difference.A_STOP_NEVER_FAILS;
      case Answers(Announced _, Failed _) when kind.startsWith("malformed: port") ->
          Difference.A_STOP_NEVER_FAILS;
      case Answers(Failed _, Status(int code)) when code == 400 -> Difference.FAILURE_IN_WORDS;
      case Answers(Failed _, Announced _) when kind.startsWith("malformed") ->
          Difference.MALFORMED_IS_REFUSED;
      case Answers(Silence _, Failed _) when kind.equals("id that was guessed") ->
          Difference.UNPROVEN_IS_IGNORED;
      case Answers(Failed _, Silence _) when kind.equals("announce of 97 bytes") ->
          Difference.SHORT_IS_ANSWERED;
      case Answers(Failed _, Answer.Garbled _) when kind.endsWith("UDP") ->
          Difference.REFUSAL_OVER_UDP;
      case Answers(Status(int code), Answer _) when code == 405 && kind.equals("not a GET") ->
          Difference.METHOD_NOT_ALLOWED;
      default -> Difference.UNEXPLAINED;
    };
  }

  private static boolean isSame(Scraped ours, Scraped theirs) {
    return new HashSet<>(ours.swarms()).equals(new HashSet<>(theirs.swarms()));
  }

  private static Scraped known(Scraped scraped) {
    return new Scraped(
        scraped.swarms().stream()
            .filter(swarm -> swarm.seeders() + swarm.leechers() + swarm.downloads() > 0)
            .toList());
  }

  private static boolean sameCounts(Announced ours, Announced theirs) {
    return ours.seeders() == theirs.seeders()
        && ours.leechers() == theirs.leechers()
        && (ours.downloads() == theirs.downloads()
            || ours.downloads() < 0
            || theirs.downloads() < 0);
  }

  /** Both were heard: counts must be equal, and the lists but for what is meant. */
  private Set<Difference> lists(Request request, Peer asker, Announced ours, Announced theirs) {
    if (!sameCounts(ours, theirs) || ours.interval() < 1) {
      return EnumSet.of(Difference.UNEXPLAINED);
    }
    var found = EnumSet.noneOf(Difference.class);
    var wanted = new HashSet<>(theirs.peers());
    if (wanted.remove(asker.endpoint)) {
      found.add(Difference.NOT_ONESELF);
    }
    if ((asker.seeder || asker.partial) && wanted.removeIf(swarms::needsNothing)) {
      found.add(Difference.NO_SEEDERS_FOR_SEEDERS);
    }
    boolean all = ours.seeders() + ours.leechers() <= request.numWant();
    boolean fits =
        all
            ? ours.peers().equals(wanted)
            : ours.peers().size() <= request.numWant() && isNoneWrong(asker, ours.peers());
    if (!fits) {
      found.add(Difference.UNEXPLAINED);
    }
    return found.isEmpty() ? EnumSet.of(Difference.NONE) : found;
  }

  /** A choice among many differs by chance: it must be of the swarm, and without the asker. */
  private boolean isNoneWrong(Peer asker, Set<Endpoint> listed) {
    return listed.stream()
        .allMatch(peer ->
            swarms.isIn(asker.infoHash, peer)
                && !peer.equals(asker.endpoint)
                && !(asker.seeder && swarms.needsNothing(peer)));
  }
}
