import Foundation
import MAGAttack
import MAGGeometry
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Runs of an atlas") struct AtlasRunTests {
  private struct Stopped: Error {}

  /// All records that a run writes.
  private func records(
    _ models: [AtlasModel], _ settings: AtlasSettings, in folder: URL
  ) throws -> (records: [AtlasRecord], entries: [[Atlas.Entry]]) {
    let url = folder.appendingPathComponent("\(UUID().uuidString).jsonl")
    let identity = try AtlasToy.identity(settings, models: models.map(\.name))
    let entries = try Atlas.measure(
      models, settings: settings, lines: AtlasLinesFile(url, identity: identity))
    let reader = try AtlasLinesReader(url)
    var records: [AtlasRecord] = []
    while let record = try reader.next() { records.append(record) }
    return (records, entries)
  }

  @Test("lines are those of mag crossings on the same pairs, with the same angles and pieces")
  func natural_lines_agreeWithCrossings() throws {
    try withScratch { folder in
      let model = try AtlasToy.model()
      let settings = AtlasToy.settings(70, families: [.otherClass, .sameClass])
      let found = try records([model], settings, in: folder).records
      let pairs = try AtlasPairs(settings, labels: model.images.set.labels)
      for family in settings.families {
        let expected = try Measure.crossings(
          model.exactNetwork, on: model.images, pairs: pairs[family])
        let own = found.filter { $0.family == family }
        #expect(own.map(\.number) == Array(0..<70))
        for (record, line) in zip(own, expected) {
          #expect(record.result.from == line.from && record.result.to == line.to)
          #expect(record.result.pieces == line.pieces)
          #expect(record.result.crossings.map(\.toClass) == line.crossings.map(\.toClass))
          for (a, b) in zip(record.result.crossings, line.crossings) {
            // The same walk in blocks of other sizes: products round differently.
            #expect(abs(a.t - b.t) < 1e-10)
            #expect(abs((a.angleDegrees ?? -1) - (b.angleDegrees ?? -1)) < 1e-8)
          }
        }
      }
      #expect(found.contains { !$0.result.crossings.isEmpty })
    }
  }

  @Test("adversarial lines end at the image of PGD with these settings, later passes at new ones")
  func adversarial_ends_areThoseOfPGD() throws {
    try withScratch { folder in
      let model = try AtlasToy.model()
      var settings = AtlasToy.settings(250, families: [.adversarial])
      // Short steps, so that the end depends on the start.
      (settings.epsilon, settings.stepSize, settings.seed) = (0.3, 0.01, 5)
      let found = try records([model], settings, in: folder).records
      let clean = try model.images.exact(at: Array(0..<AtlasToy.imageCount))
      let first = try settings.attack(inPass: 0, box: .none).adversarials(
        of: model.network, on: model.images.subjects())
      for record in found.prefix(AtlasToy.imageCount) {
        let index = try #require(record.result.from.index)
        let delta = zip(first.row(index), clean.row(index)).map { Double($0) - $1 }
        let length = delta.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(abs(record.result.length - length) < 1e-6)
        #expect(record.result.to == record.result.from)
        // ‖δ‖ ≤ ε √d.
        #expect(record.result.length <= 0.3 * 4 + 1e-6)
      }
      // Without a random start the first pass attacks each image in one way; the second starts at
      // random points, so its lines are others.
      let lengths = Dictionary(
        grouping: found, by: { $0.result.from.index ?? -1 }
      ).values.filter { $0.count == 2 }.map { Set($0.map(\.result.length)).count }
      #expect(lengths.count == 50 && lengths.allSatisfy { $0 == 2 })
    }
  }

  @Test("of several restarts the first that changes the class is walked")
  func restarts_more_failLess() throws {
    try withScratch { folder in
      let model = try AtlasToy.model()
      var settings = AtlasToy.settings(200, families: [.adversarial])
      // Hardly a step: the random start decides.
      (settings.epsilon, settings.stepSize, settings.start) = (0.4, 1e-3, .uniform)
      let one = try records([model], settings, in: folder)
      settings.restarts = 6
      let six = try records([model], settings, in: folder)
      let (first, last) = (one.entries[0][0].summary, six.entries[0][0].summary)
      #expect(last.misclassifiedEnds > first.misclassifiedEnds)
      // A line whose first start succeeded is walked as before.
      for (a, b) in zip(one.records, six.records)
      where a.result.endClass != a.result.to.label {
        #expect(abs(a.result.length - b.result.length) < 1e-6)
      }
    }
  }

  @Test("only the evenly spaced lines carry a certificate, and all of them hold")
  func certificates_lines_areSpread() throws {
    try withScratch { folder in
      let settings = AtlasToy.settings(1100, families: [.otherClass])
      let found = try records([AtlasToy.model()], settings, in: folder)
      let certified = found.records.filter { $0.result.certificate != nil }
      #expect(certified.map(\.number) == [0, 220, 440, 660, 880])
      #expect(certified.allSatisfy { $0.result.certificate?.holds == true })
      let summary = found.entries[0][0].summary
      #expect(summary.certificate?.lines == 5)
      let crossings = certified.reduce(0) { $0 + $1.result.crossings.count }
      #expect(summary.certificate?.crossingsConfirmed == crossings)
      #expect((summary.identity.largestDeviation ?? 1) < 1e-10)
      #expect(summary.identity.checked == summary.crossings.total)
      // 1000 of 1100 lines are kept whole: every eleventh is left out.
      let drawn = Set(AtlasPairs.evenlySpaced(1000, of: 1100))
      let expected = found.records.filter { drawn.contains($0.number) }
      #expect(found.entries[0][0].crossings == expected.flatMap(\.result.crossings))
    }
  }

  @Test("raw images leave the span: no identity to check, signed terms in its place")
  func raw_lines_haveTerms() throws {
    try withScratch { folder in
      let model = try AtlasToy.model(inputs: .raw)
      let found = try records(
        [model], AtlasToy.settings(60, families: [.otherClass]), in: folder)
      #expect(found.entries[0][0].summary.identity.checked == 0)
      #expect(found.entries[0][0].summary.inManifoldCosine.count == 0)
      let crossings = found.records.flatMap(\.result.crossings)
      #expect(!crossings.isEmpty && crossings.allSatisfy { $0.directionAlignment != nil })
    }
  }

  @Test("a smooth network is sampled and says so; asked for the exact method it is refused")
  func smooth_network_isSampled() throws {
    try withScratch { folder in
      let model = try AtlasToy.model(activation: .tanh)
      var settings = AtlasToy.settings(20)
      settings.samples = 50
      let found = try records([model], settings, in: folder)
      #expect(found.entries[0].map(\.summary.method) == [.sampled, .sampled, .sampled])
      #expect(found.entries[0].allSatisfy { $0.summary.kinks == nil })
      #expect(found.entries[0].allSatisfy { $0.summary.certificate == nil })
      #expect(found.records.allSatisfy { $0.result.method == .sampled })
      settings.method = .exact
      #expect(throws: AtlasFailure.self) { try Atlas.measure([model], settings: settings) }
    }
  }

  @Test(
    "a run that was stopped, and cut off in a record, goes on to the same bytes and numbers",
    arguments: AtlasLinesFormat.allCases)
  func resume_anywhere_givesTheSameBytes(_ format: AtlasLinesFormat) throws {
    try withScratch { folder in
      let models = [try AtlasToy.model("a"), try AtlasToy.model("b", seed: 9)]
      let settings = AtlasToy.settings(1100, families: [.otherClass, .adversarial])
      let identity = try AtlasToy.identity(settings, models: ["a", "b"])
      func file(_ name: String) -> URL {
        folder.appendingPathComponent("\(name).\(format.rawValue)")
      }
      let whole = try Atlas.measure(
        models, settings: settings, lines: AtlasLinesFile(file("whole"), identity: identity))
      let bytes = try Data(contentsOf: file("whole"))
      // Eight chunks in all: stop before the first, in the middle and in the last one.
      for (stop, drop) in [(0, 0), (3, 17), (5, 40_000), (7, 1)] {
        let url = file("stopped-\(stop)")
        let chunks = Counter()
        #expect(throws: Stopped.self) {
          try Atlas.measure(
            models, settings: settings, lines: AtlasLinesFile(url, identity: identity)
          ) { progress in
            guard progress.stage == .writing else { return }
            if chunks.value == stop { throw Stopped() }
            chunks.value += 1
          }
        }
        let left = try Data(contentsOf: url)
        #expect(bytes.starts(with: left) && left.count < bytes.count)
        try left.dropLast(drop).write(to: url)
        let walks = Counter()
        let resumed = try Atlas.measure(
          models, settings: settings, lines: AtlasLinesFile(url, identity: identity)
        ) { if $0.stage == .walk { walks.value += 1 } }
        #expect(try Data(contentsOf: url) == bytes)
        #expect(resumed == whole)
        #expect(walks.value >= 8 - stop && (stop == 0 || walks.value < 8))
      }
      // What is whole is read, not walked again.
      let again = try Atlas.measure(
        models, settings: settings, lines: AtlasLinesFile(file("whole"), identity: identity)
      ) { if $0.stage == .walk || $0.stage == .attack { throw Stopped() } }
      #expect(again == whole)
      #expect(try Atlas.measure(models, settings: settings) == whole)
    }
  }

  @Test("records that are not those of the run, and more than those, are refused")
  func resume_otherRecords_areRefused() throws {
    try withScratch { folder in
      let model = try AtlasToy.model()
      let settings = AtlasToy.settings(12, families: [.sameClass])
      let identity = try AtlasToy.identity(settings)
      let url = folder.appendingPathComponent("a.jsonl")
      _ = try Atlas.measure(
        [model], settings: settings, lines: AtlasLinesFile(url, identity: identity))
      let text = try String(contentsOf: url, encoding: .utf8)
      func refusal(_ text: String) throws -> String? {
        try Data(text.utf8).write(to: url)
        do {
          _ = try Atlas.measure(
            [model], settings: settings, lines: AtlasLinesFile(url, identity: identity))
          return nil
        } catch {
          return (error as? AtlasFailure)?.description
        }
      }
      #expect(try refusal(text) == nil)
      let swapped = text.replacing("\"number\": 3,", with: "\"number\": 4,")
      #expect(
        try refusal(swapped)?.contains("line 5: expected line 3 of same-class of toy") == true)
      let last = text.split(separator: "\n").last.map(String.init) ?? ""
      #expect(try refusal(text + last + "\n")?.contains("line 14: expected the end") == true)
      let damaged = text.replacing("\"number\": 3,", with: "\"number\": x,")
      #expect(try refusal(damaged)?.contains("line 5: expected a record") == true)
    }
  }
}

/// A number that closures share.
final class Counter {
  var value = 0
}
