package equilibrium.anomaly.suspicion;

import static equilibrium.anomaly.suspicion.Findings.CLIENT;
import static equilibrium.anomaly.suspicion.Findings.at;
import static equilibrium.anomaly.suspicion.Findings.decision;
import static equilibrium.anomaly.suspicion.Findings.finding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.anomaly.attribution.AttributionRules;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.CaseState;
import equilibrium.schemas.event.CaseVerdict;
import equilibrium.schemas.event.Suspicion;
import equilibrium.streams.testing.CodecCheck;
import equilibrium.testing.event.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuspicionFoldTest {
  private static final double DAY = 24;

  private final SuspicionFold fold = new SuspicionFold(SuspicionRules.V1);

  @ParameterizedTest
  @CsvSource({"2299, 0", "2300, 1", "4599, 1", "4600, 2", "6899, 2", "6900, 2", "20000, 2"})
  void oneFamilyNeverQuarantines(int weight, int level) {
    var suspect =
        after(finding("R1", 1, weight, 0), finding("R1", 2, 0, 0), finding("R1", 3, 0, 0));

    assertThat(suspect.level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"6899, 2", "6900, 3", "9200, 3", "20000, 3"})
  void twoFamiliesInThreeTorrentsQuarantine(int weight, int level) {
    var suspect = quarantined(weight);

    assertThat(suspect.level()).isEqualTo(level);
  }

  @Test
  void twoTorrentsAreTooFewForAQuarantine() {
    var suspect = after(finding("R1", 1, 4_000, 0), finding("E1", 2, 4_000, 0));

    assertThat(suspect.level()).isEqualTo(2);
  }

  @Test
  void twoRunsOfTheAttributionQuarantineAloneByTheTorrentsThatTheyName() {
    assertThat(attributed(2, 0, DAY).level()).isEqualTo(2);
    assertThat(attributed(5, 0, DAY).level()).isEqualTo(3);
    assertThat(attributed(5, 0).level()).isEqualTo(1);
  }

  private Suspect attributed(double torrents, double... days) {
    return after(
        DoubleStream.of(days)
            .mapToObj(at ->
                finding("A2", 0, attributionWeight(), at).setNumbers(Map.of("torrents", torrents)))
            .toArray(Anomaly.Builder[]::new));
  }

  private static int attributionWeight() {
    return AttributionRules.V2.accusation().weight();
  }

  @Test
  void findingsOfOneRuleWeighThreeTimesTheHeaviestTogether() {
    var suspect = Suspect.UNKNOWN;
    for (int i = 0; i < 500; i++) {
      suspect = fold.plus(CLIENT, suspect, finding("R1", 1, 1_000, i / 10.0).build());
    }

    assertThat(published(suspect).getWeight()).isEqualTo(3_000);
    assertThat(published(suspect).getFindings()).isEqualTo(500);
  }

  @Test
  void fiveHundredFindingsDecayLikeOne() {
    var suspect = Suspect.UNKNOWN;
    for (int i = 0; i < 500; i++) {
      suspect = fold.plus(CLIENT, suspect, finding("R1", 1, 1_000, i / 100.0).build());
    }

    double later = suspect.weights().sum(SuspicionRules.V1, at(8 * DAY), false);

    assertThat(later).isBetween(1_500 * 0.9, 1_500 * 1.15);
  }

  @Test
  void theSameAttributionDayAfterDayIsNoFurtherEvidence() {
    var suspect = Suspect.UNKNOWN;
    for (int day = 0; day < 10; day++) {
      suspect =
          fold.plus(CLIENT, suspect, finding("A2", 0, attributionWeight(), day * DAY).build());
    }

    assertThat(published(suspect).getWeight()).isEqualTo(8_000);
  }

  @Test
  void aWeightHalvesInSevenDays() {
    var suspect = after(finding("R1", 1, 4_000, 0));

    assertThat(suspect.weights().sum(SuspicionRules.V1, at(7 * DAY), false))
        .isCloseTo(2_000, within(1.0));
  }

  @Test
  void aLevelEndsTwoNatsBelowItsBeginning() {
    var suspect = after(finding("R1", 1, 4_600, 0));
    double hours = 7 * DAY * Math.log(4_600.0 / 2_600) / Math.log(2);

    assertThat(fold.at(suspect, at(hours - 1)).level()).isEqualTo(2);
    var fallen = fold.at(suspect, at(hours + 1));
    assertThat(fallen.level()).isEqualTo(1);
    assertThat(fallen.effect().atMs()).isCloseTo(at(hours), within(180_000L));
  }

  @Test
  void howLateTimeIsNoticedDoesNotMatter() {
    var suspect = quarantined(7_500);
    var often = suspect;
    for (int hour = 0; hour < 60 * DAY; hour++) {
      often = fold.at(often, at(hour));
    }

    assertThat(often).isEqualTo(fold.at(suspect, at(60 * DAY)));
  }

  @Test
  void findingsInShadowModeWeighOnlyInShadow() {
    var suspect =
        after(
            finding("R1", 1, 4_000, 0).setShadow(true),
            finding("E1", 2, 4_000, 0).setShadow(true),
            finding("T1", 3, 4_000, 0).setShadow(true));

    var published = published(suspect);
    assertThat(published.getLevel()).isZero();
    assertThat(published.getWeight()).isZero();
    assertThat(published.getShadowWeight()).isEqualTo(12_000);
    assertThat(published.getFindings()).isEqualTo(3);
    assertThat(published.getFamilies()).containsExactly("E", "R", "T");
    assertThat(published.getTorrents()).isEqualTo(3);
  }

  @Test
  void torrentsOfShadowFindingsDoNotQuarantine() {
    var suspect =
        after(
            finding("R1", 1, 4_000, 0),
            finding("E1", 1, 4_000, 0),
            finding("T1", 2, 4_000, 0).setShadow(true),
            finding("T1", 3, 4_000, 0).setShadow(true));

    assertThat(suspect.level()).isEqualTo(2);
  }

  @Test
  void aFindingCountsOnce() {
    var one = finding("R1", 1, 4_000, 0).build();

    var suspect = fold.plus(CLIENT, fold.plus(CLIENT, Suspect.UNKNOWN, one), one);

    assertThat(published(suspect).getFindings()).isEqualTo(1);
    assertThat(published(suspect).getWeight()).isEqualTo(4_000);
  }

  @Test
  void aBrokenClientIsNeverRefused() {
    var broken =
        after(finding("L1", 1, 6_000, 0), finding("L4", 2, 6_000, 0), finding("P3", 3, 6_000, 0));
    var approved = approved(broken, 1);

    assertThat(published(broken).getBroken()).isTrue();
    assertThat(broken.level()).isEqualTo(3);
    assertThat(approved.level()).isEqualTo(3);
  }

  @Test
  void anApprovedCaseIsRefusedFromNineNatsOn() {
    assertThat(approved(quarantined(9_100), 1).level()).isEqualTo(3);
    assertThat(approved(quarantined(9_300), 1).level()).isEqualTo(4);
    assertThat(quarantined(20_000).level()).isEqualTo(3);
  }

  @Test
  void anApprovalOfAnotherCaseMeansNothing() {
    var suspect = quarantined(10_000);

    var after = fold.decided(CLIENT, suspect, decision("C-another", CaseVerdict.APPROVED, 1));

    assertThat(after.level()).isEqualTo(3);
    assertThat(after.state()).isEqualTo(CaseState.OPEN);
  }

  @Test
  void aQuarantineEndsAndTheNextEvidenceBringsOneTwiceAsLong() {
    var first = quarantined(12_000);
    var over = fold.at(first, at(25));
    var second = fold.plus(CLIENT, over, finding("R1", 1, 100, 30).build());
    var third = fold.plus(CLIENT, fold.at(second, at(80)), finding("R1", 1, 100, 81).build());

    assertThat(first.effect().untilMs()).isEqualTo(at(DAY));
    assertThat(over.level()).isEqualTo(2);
    assertThat(over.effect().untilMs()).isZero();
    assertThat(second.level()).isEqualTo(3);
    assertThat(second.effect().untilMs()).isEqualTo(at(30 + 2 * DAY));
    assertThat(published(third).getRecurrences()).isEqualTo(3);
    assertThat(third.effect().untilMs()).isEqualTo(at(81 + 4 * DAY));
  }

  @Test
  void timeAloneDoesNotQuarantineAgain() {
    var over = fold.at(quarantined(12_000), at(25));

    var shadow = fold.plus(CLIENT, over, finding("T1", 1, 4_000, 26).setShadow(true).build());

    assertThat(fold.at(over, at(29 * DAY)).level()).isLessThan(3);
    assertThat(shadow.level()).isEqualTo(2);
  }

  @Test
  void noQuarantineIsLongerThanThirtyDays() {
    assertThat(SuspicionRules.quarantineMs(5)).isEqualTo(16L * 24 * 3_600_000);
    assertThat(SuspicionRules.quarantineMs(6)).isEqualTo(30L * 24 * 3_600_000);
    assertThat(SuspicionRules.quarantineMs(1_000)).isEqualTo(30L * 24 * 3_600_000);
  }

  @Test
  void aRefusedClientStaysOutOfPeerListsWhileItIsRefused() {
    var refused = approved(quarantined(20_000), 1);

    var later = fold.at(refused, at(50));

    assertThat(later.level()).isEqualTo(4);
    assertThat(later.effect().untilMs()).isGreaterThan(at(50));
    assertThat(published(later).getRecurrences()).isEqualTo(1);
  }

  @Test
  void aDismissedCaseHasNoEffectUntilNewEvidenceComes() {
    var suspect = quarantined(8_000);
    var dismissed =
        fold.decided(CLIENT, suspect, decision(suspect.file().id(), CaseVerdict.DISMISSED, 1));
    var shadow = fold.plus(CLIENT, dismissed, finding("T1", 1, 4_000, 2).setShadow(true).build());
    var again = fold.plus(CLIENT, shadow, finding("T1", 1, 500, 3).build());

    assertThat(dismissed.level()).isZero();
    assertThat(dismissed.effect().untilMs()).isZero();
    assertThat(shadow.state()).isEqualTo(CaseState.DISMISSED);
    assertThat(shadow.level()).isZero();
    assertThat(again.state()).isEqualTo(CaseState.OPEN);
    assertThat(again.level()).isEqualTo(3);
  }

  @Test
  void aClearedCaseEndsAndFiveNatsWeighAgainstTheNext() {
    var suspect = quarantined(8_000);
    var cleared =
        fold.decided(CLIENT, suspect, decision(suspect.file().id(), CaseVerdict.CLEARED, 1));
    var next = fold.plus(CLIENT, cleared, finding("R1", 1, 8_000, 1.01).build());

    assertThat(cleared.level()).isZero();
    assertThat(published(cleared).getWeight()).isEqualTo(-5_000);
    assertThat(published(cleared).getRecurrences()).isZero();
    assertThat(published(next).getWeight()).isCloseTo(3_000, within(5));
    assertThat(next.state()).isEqualTo(CaseState.OPEN);
    assertThat(next.file().id()).isNotEqualTo(suspect.file().id());
  }

  @Test
  void whatIsOlderThanAClearingMeansNothingAnyMore() {
    var suspect = quarantined(8_000);
    var cleared =
        fold.decided(CLIENT, suspect, decision(suspect.file().id(), CaseVerdict.CLEARED, 5));

    var late = fold.plus(CLIENT, cleared, finding("T1", 1, 9_000, 4).build());

    assertThat(published(late).getWeight()).isEqualTo(-5_000);
    assertThat(late.state()).isEqualTo(CaseState.CLEARED);
  }

  @Test
  void aDecisionMayBeReadBeforeItsFindings() {
    var findings = List.of(finding("R1", 1, 4_000, 0).build(), finding("E1", 2, 4_000, 1).build());
    var inOrder = after(findings);
    var cleared = decision(inOrder.file().id(), CaseVerdict.CLEARED, 2);
    var approved = decision(inOrder.file().id(), CaseVerdict.APPROVED, 2);

    assertThat(published(folded(fold.decided(CLIENT, Suspect.UNKNOWN, cleared), findings)))
        .extracting(Suspicion::getCaseState, Suspicion::getWeight, Suspicion::getLevel)
        .containsExactly(CaseState.CLEARED, -5_000, 0);
    assertThat(published(folded(fold.decided(CLIENT, Suspect.UNKNOWN, approved), findings)))
        .isEqualTo(published(fold.decided(CLIENT, inOrder, approved)));
  }

  @Test
  void aCaseWithoutFindingsFor30DaysIsOver() {
    var suspect = quarantined(12_000);

    var expired = fold.at(suspect, at(30 * DAY + 1));
    var next = fold.plus(CLIENT, expired, finding("R1", 1, 1_000, 31 * DAY).build());

    assertThat(expired.state()).isEqualTo(CaseState.EXPIRED);
    assertThat(expired.level()).isZero();
    assertThat(published(expired).getWeight()).isZero();
    assertThat(fold.isForgettable(expired, at(179 * DAY))).isFalse();
    assertThat(fold.isForgettable(expired, at(181 * DAY))).isTrue();
    assertThat(next.state()).isEqualTo(CaseState.OPEN);
    assertThat(next.file().id()).isNotEqualTo(suspect.file().id());
    assertThat(published(next).getRecurrences()).isEqualTo(1);
  }

  @Test
  void theWeightIsTheSameInAnyOrder() {
    var findings = new ArrayList<Anomaly>();
    var random = new Random(16);
    for (int i = 0; i < 80; i++) {
      var rule = List.of("R1", "E1", "T1", "A1", "L1").get(i % 5);
      findings.add(
          finding(rule, 1 + i % 9, 300 + random.nextInt(3_000), random.nextInt(500)).build());
    }
    var one = publishedAt(500, after(findings));
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(findings, random);

      var other = publishedAt(500, after(findings));

      assertThat(other.getWeight()).isEqualTo(one.getWeight());
      assertThat(other.getFamilies()).isEqualTo(one.getFamilies());
      assertThat(other.getTorrents()).isEqualTo(one.getTorrents());
      assertThat(other.getFindings()).isEqualTo(one.getFindings());
    }
  }

  @Test
  void stateIsBounded() {
    var suspect = Suspect.UNKNOWN;
    for (int i = 0; i < 5_000; i++) {
      var anomaly =
          finding("R1", 0, 1_000, i)
              .setInfoHash(Ids.infoHash(1 + i % 120))
              .setPeerIds(List.of(Ids.peerId(1 + i % 120)));
      suspect = fold.plus(CLIENT, suspect, anomaly.build());
    }

    assertThat(suspect.file().recent()).hasSize(CaseFile.MOST_RECENT);
    assertThat(suspect.peerIds()).hasSize(Suspect.MOST_PEERS);
    assertThat(suspect.torrents().swarms()).hasSize(TorrentsSeen.MOST);
    assertThat(suspect.weights().rules().getFirst().cells()).hasSize(RuleWeight.MOST_CELLS);
    assertThat(SuspectCodec.CODEC.write(suspect)).hasSizeLessThan(16_000);
  }

  @Test
  void aSuspectIsStoredAndReadAgain() {
    var suspect = approved(quarantined(9_300), 1);

    new CodecCheck<>(SuspectCodec.CODEC).survives(suspect);
    new CodecCheck<>(SuspectCodec.CODEC).survives(Suspect.UNKNOWN);
  }

  @Test
  void theCaseIsNamedByItsClientAndItsFirstFinding() {
    var first = finding("R1", 1, 1_000, 0).build();

    var suspect = after(List.of(first, finding("E1", 2, 1_000, 1).build()));
    var other = fold.plus(Ids.clientId(4), Suspect.UNKNOWN, first);

    assertThat(suspect.file().id()).matches("C-[0-9a-f]{20}");
    assertThat(suspect.file().id())
        .isEqualTo(fold.plus(CLIENT, Suspect.UNKNOWN, first).file().id())
        .isNotEqualTo(other.file().id());
    assertThat(published(suspect).getCases()).containsExactly("R1-1-0.0", "E1-2-1.0");
  }

  private Suspicion publishedAt(double hours, Suspect suspect) {
    return published(
        fold.plus(CLIENT, suspect, finding("P1", 1, 0, hours).setCaseId("last").build()));
  }

  /** Of two families, in three torrents, with this weight together. */
  private Suspect quarantined(int weight) {
    return after(
        finding("R1", 1, 0, 0).setWeight(1),
        finding("E1", 2, weight / 2, 0),
        finding("T1", 3, weight - weight / 2 - 1, 0));
  }

  private Suspect approved(Suspect suspect, double hours) {
    return fold.decided(
        CLIENT, suspect, decision(suspect.file().id(), CaseVerdict.APPROVED, hours));
  }

  private Suspect after(Anomaly.Builder... findings) {
    var all = new ArrayList<Anomaly>();
    for (var finding : findings) {
      all.add(finding.build());
    }
    return after(all);
  }

  private Suspect after(List<Anomaly> findings) {
    return folded(Suspect.UNKNOWN, findings);
  }

  private Suspect folded(Suspect before, List<Anomaly> findings) {
    var suspect = before;
    for (var finding : findings) {
      suspect = fold.plus(CLIENT, suspect, finding);
    }
    return suspect;
  }

  private Suspicion published(Suspect suspect) {
    return fold.suspicion(CLIENT, suspect, true);
  }
}
