import MAGFiles
import MAGGeometry
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Certificates and audits of measured crossings") struct MeasureCheckTests {
  private func measure(
    _ settings: CrossingSettings, activation: ActivationKind = .relu,
    progress: MeasureObserver? = nil
  ) throws -> [PairResult] {
    let set = try Toy.measured()
    return try Measure.crossings(
      Toy.network(activation: activation),
      on: Segments(Pair.random(12, labels: set.set.labels, seed: 4), of: set),
      basis: set.manifold.basis, settings: settings, progress: progress)
  }

  @Test("a certificate holds, looks at more ends the smaller the stride, and is not there unasked")
  func certificate_stride_decidesPoints() throws {
    var settings = CrossingSettings()
    #expect(try measure(settings).allSatisfy { $0.certificate == nil })
    var points: [Int] = []
    for stride in [1, 4, 1000] {
      settings.certificateStride = stride
      let results = try measure(settings)
      let certificates = results.compactMap(\.certificate)
      #expect(certificates.count == 12 && certificates.allSatisfy(\.holds))
      #expect(
        certificates.map(\.crossingsChecked) == results.map(\.crossings.count))
      points.append(certificates.reduce(0) { $0 + $1.pointsChecked })
    }
    #expect(points[0] > points[1] && points[1] > points[2] && points[2] == 24)
  }

  @Test("an audit of many samples finds what the exact method found, in both precisions")
  func audit_manySamples_findsAll() throws {
    for precision in PathAudit.Precision.allCases {
      var settings = CrossingSettings()
      settings.audit = AuditSettings(samples: 3000, precision: precision)
      var reports: [Int] = []
      let results = try measure(settings) { reports.append($0.done) }
      let audits = results.compactMap(\.audit)
      #expect(audits.count == 12 && reports == Array(1...12))
      #expect(audits.allSatisfy { $0.missed == 0 && $0.spurious == 0 })
      #expect(audits.map(\.found) == results.map(\.crossings.count))
      let error = try #require(audits.compactMap(\.largestTimeError).max())
      #expect(error < (precision == .single ? 1e-5 : 1e-12))
    }
  }

  @Test("sampled paths have neither, and an audit of them is refused")
  func checks_sampled_areNone() throws {
    var settings = CrossingSettings()
    settings.certificateStride = 1
    settings.samples = 50
    let smooth = try measure(settings, activation: .sigmoid)
    #expect(smooth.allSatisfy { $0.method == .sampled && $0.certificate == nil })
    settings.audit = AuditSettings(samples: 100)
    #expect(throws: MeasureFailure.auditNeedsExact) {
      try measure(settings, activation: .sigmoid)
    }
    settings.method = .sampled
    #expect(throws: MeasureFailure.auditNeedsExact) { try settings.validate() }
    settings.method = .exact
    for samples in [1, 0, -5, 100_000_000] {
      settings.audit = AuditSettings(samples: samples)
      #expect(throws: GeometryFailure.tooFewAuditSamples(samples)) { try settings.validate() }
    }
    #expect(MeasureFailure.auditNeedsExact.kind == .usage)
  }

  @Test("checks are written in the order of the contract, read back, and left out where not made")
  func checks_encoded_haveKeys() throws {
    var settings = CrossingSettings()
    (settings.certificateStride, settings.audit) = (2, AuditSettings(samples: 40))
    let result = try #require(try measure(settings).first { !$0.crossings.isEmpty })
    let text = String(decoding: try OrderedJSON.encode(result), as: UTF8.self)
    let keys = [
      "crossings", "certificate", "points_checked", "largest_logit_difference",
      "relative_logit_difference", "crossings_confirmed", "crossings_checked", "delta", "holds",
      "audit", "samples", "precision", "reported", "found", "missed", "spurious",
    ]
    var rest = text[...]
    for key in keys {
      let place = try #require(rest.firstRange(of: "\"\(key)\": "), "\(key) in \(text)")
      rest = rest[place.upperBound...]
    }
    #expect(
      try OrderedJSON.decode(PairResult.self, from: OrderedJSON.encode(result), name: "r") == result
    )
    let plain = try #require(try measure(CrossingSettings()).first)
    let without = String(decoding: try OrderedJSON.encode(plain), as: UTF8.self)
    #expect(!without.contains("certificate") && !without.contains("audit"))
  }

  @Test("a pairs file keeps the number of each pair's line") func pairs_lines_areNumbered() throws {
    let found = try Pair.numberedLines("# two\n1:2\n\n3 4 # x\n")
    #expect(found.map(\.line) == [2, 4])
    #expect(found.map(\.pair) == [Pair(from: 1, to: 2), Pair(from: 3, to: 4)])
  }
}
