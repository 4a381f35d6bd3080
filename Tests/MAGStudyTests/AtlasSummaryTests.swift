import Foundation
import MAGFiles
import MAGGeometry
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Summaries of an atlas") struct AtlasSummaryTests {
  private func summary(_ records: [AtlasRecord], classes: Int = 3) -> AtlasSummary {
    var tally = AtlasTally(classCount: classes)
    for record in records { tally.add(record) }
    return AtlasSummary(tally, family: .otherClass, seed: 1)
  }

  private let records = [
    AtlasToy.record(
      0,
      crossings: [
        AtlasToy.crossing(0.2, 0, 2, angle: 30, alignment: 0.5, cosine: 1),
        AtlasToy.crossing(0.6, 2, 1, angle: 10),
      ], pieces: 5),
    AtlasToy.record(1, labels: (2, 1), crossings: [], pieces: 1),
    AtlasToy.record(
      2, crossings: [AtlasToy.crossing(0.5, 0, 1, angle: 90, alignment: 0.9, cosine: 0.9)],
      pieces: 9),
    AtlasToy.record(
      3,
      crossings: [
        AtlasToy.crossing(0.1, 0, 1, angle: nil), AtlasToy.crossing(0.2, 1, 0, angle: 20),
        AtlasToy.crossing(0.7, 0, 1, angle: 40),
      ], pieces: 2),
  ]

  @Test("lines, crossings, kinks and ends are counted as by hand")
  func counts_fourLines_areByHand() {
    let found = summary(records)
    #expect(found.lines == 4 && found.withoutCrossing == 1 && found.unchanged == 1)
    #expect(found.method == .exact && found.identicalEnds == 0)
    // Line 1 starts in class 0 with label 2 and stays there, its end being labelled 1.
    #expect(found.misclassifiedStarts == 1 && found.misclassifiedEnds == 1)
    #expect(found.crossings.total == 6 && found.crossings.mean == 1.5)
    #expect(found.crossings.median == 1.5)
    #expect(found.crossings.smallest == 0 && found.crossings.largest == 3)
    #expect(found.kinks?.total == 13 && found.kinks?.median == 2.5 && found.kinks?.largest == 8)
    // 4, 0, 8, 1 in order are 0, 1, 4, 8: the 25 % quantile lies at place 0.75.
    #expect(found.kinks?.quantiles[1] == 0.75)
  }

  @Test("first and all angles have the mean, median and spread of the defined ones")
  func angles_fourLines_areByHand() {
    let found = summary(records)
    #expect(found.firstAngle.count == 2 && found.firstAngle.undefinedCount == 1)
    #expect(found.firstAngle.mean == 60 && found.firstAngle.median == 60)
    #expect(found.firstAngle.std == 30)
    #expect(found.allAngles.count == 5 && found.allAngles.undefinedCount == 1)
    #expect(found.allAngles.mean == 38 && found.allAngles.median == 30)
    #expect(found.allAngles.ecdf.first == 10 && found.allAngles.ecdf.last == 90)
    #expect(found.allAngles.ecdf[100] == 30 && found.allAngles.ecdf.count == 201)
    #expect(found.allAngles.ecdf[50] == 20)
    let bins = found.allAngles.histogram
    #expect(bins.count == 180 && bins.reduce(0, +) == 5)
    #expect(bins.indices.filter { bins[$0] > 0 } == [20, 40, 60, 80, 179])
  }

  @Test("the matrix has the median angle of each change of class, null where there is none")
  func matrix_fourLines_isByHand() throws {
    let found = summary(records).classMatrix
    #expect(found.counts == [[0, 3, 1], [1, 0, 0], [0, 1, 0]])
    // From 0 to 1: an undefined angle, 90 and 40.
    #expect(found.medians == [[nil, 65, 30], [20, nil, nil], [nil, 10, nil]])
  }

  @Test("the identity is checked where both factors are known: 90° against 0.81 is off by 0.19")
  func identity_deviation_isByHand() throws {
    let found = summary(records).identity
    #expect(found.checked == 2)
    #expect(abs(try #require(found.largestDeviation) - 0.19) < 1e-12)
    let none = summary([records[1]])
    #expect(none.identity.checked == 0 && none.identity.largestDeviation == nil)
    #expect(none.firstAngle.mean == nil && none.firstAngle.meanInterval == nil)
    #expect(none.firstAngle.ecdf.isEmpty && none.certificate == nil)
  }

  @Test("certificates add up, and the worst difference is kept")
  func certificates_two_addUp() {
    func certificate(_ points: Int, _ worst: Double, _ confirmed: Int) -> LineCertificate {
      LineCertificate(
        pointsChecked: points, largestLogitDifference: 1, relativeLogitDifference: worst,
        crossingsConfirmed: confirmed, crossingsChecked: 2, delta: 1e-7)
    }
    let found = summary([
      AtlasToy.record(0, certificate: certificate(10, 1e-13, 2)), AtlasToy.record(1),
      AtlasToy.record(2, certificate: certificate(5, 3e-12, 1)),
    ]).certificate
    #expect(found?.lines == 2 && found?.pointsChecked == 15)
    #expect(found?.largestRelativeLogitDifference == 3e-12)
    #expect(found?.crossingsConfirmed == 3 && found?.crossingsChecked == 4)
  }

  @Test("sampled lines have no kinks to count")
  func kinks_sampled_areUnknown() {
    let found = summary([AtlasToy.record(0, pieces: nil)])
    #expect(found.method == .sampled && found.kinks == nil)
  }
}

@Suite("The bootstrap over groups") struct ClusterBootstrapTests {
  /// The same resamples by drawing, gathering and sorting.
  private func naive(_ groups: [[Double]], seed: UInt64) -> ClusterIntervals {
    var means: [Double] = []
    var medians: [Double] = []
    for resample in 0..<Bootstrap.resamples {
      var generator = SeededGenerator(seed: seed, stream: 0xB007, UInt64(resample))
      let drawn = groups.flatMap { _ in groups[generator.integer(below: groups.count)] }
      guard !drawn.isEmpty else { continue }
      means.append(drawn.reduce(0, +) / Double(drawn.count))
      medians.append(OrderStatistics.quantile(0.5, ofSorted: drawn.sorted()))
    }
    func ends(_ values: [Double]) -> [Double] {
      [0.025, 0.975].map { OrderStatistics.quantile($0, ofSorted: values.sorted()) }
    }
    return ClusterIntervals(mean: ends(means), median: ends(medians))
  }

  private func fast(_ groups: [[Double]], seed: UInt64) -> ClusterIntervals? {
    let starts = groups.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    return Bootstrap.intervals(values: groups.flatMap { $0 }, starts: starts, seed: seed)
  }

  @Test(
    "ranks that are counted give the intervals that sorted resamples give", arguments: [1, 2, 3])
  func intervals_counting_equalsSorting(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    // Groups of 0 to 3 values with ties.
    let groups = (0..<30).map { _ in
      (0..<generator.integer(below: 4)).map { _ in Double(generator.integer(below: 12)) / 4 }
    }
    let expected = naive(groups, seed: seed)
    let found = try #require(fast(groups, seed: seed))
    #expect(found.median == expected.median)
    for (a, b) in zip(found.mean, expected.mean) { #expect(abs(a - b) < 1e-12) }
  }

  @Test("one group, and equal values, give intervals of no width; no values give none")
  func intervals_degenerate_areByHand() {
    #expect(fast([[2, 4]], seed: 0) == ClusterIntervals(mean: [3, 3], median: [3, 3]))
    #expect(fast([[5], [], [5, 5]], seed: 0) == ClusterIntervals(mean: [5, 5], median: [5, 5]))
    #expect(fast([[], []], seed: 0) == nil)
    #expect(fast([], seed: 0) == nil)
  }

  @Test("crossings of one line are drawn together: pairs of equal values widen the interval by √2")
  func intervals_groups_areWider() throws {
    var generator = SeededGenerator(seed: 8)
    let values = (0..<200).map { _ in generator.normal() }
    let alone = try #require(fast(values.flatMap { [[$0], [$0]] }, seed: 3))
    let together = try #require(fast(values.map { [$0, $0] }, seed: 3))
    let ratio = (together.mean[1] - together.mean[0]) / (alone.mean[1] - alone.mean[0])
    // 2000 resamples give a width to about 3 %.
    #expect(abs(ratio - 2.0.squareRoot()) < 0.15)
    #expect(fast(values.map { [$0] }, seed: 3) == fast(values.map { [$0] }, seed: 3))
    #expect(fast(values.map { [$0] }, seed: 3) != fast(values.map { [$0] }, seed: 4))
  }
}
