import Foundation
import MAG
import Testing

@testable import MAGStudy

/// The JSON that other programs read: every key, its place, and what stands for nothing.
@Suite("Keys of result documents") struct MeasureContractTests {
  /// The keys of the first object in a value's JSON, in order.
  private func keys(_ value: some Encodable) throws -> [String] {
    let text = String(decoding: try OrderedJSON.encode(value), as: UTF8.self)
    return text.split(separator: "\n").filter { $0.hasPrefix("  \"") }
      .map { String($0.dropFirst(3).prefix { $0 != "\"" }) }
  }

  private func line(_ value: some Encodable) throws -> String {
    String(decoding: try OrderedJSON.encodeLine(value), as: UTF8.self)
  }

  private func walk(_ activation: ActivationKind = .relu, kinks: Bool = false) throws
    -> [PairResult]
  {
    let set = try Toy.measured()
    let pairs = Pair.random(20, labels: set.set.labels, seed: 2)
    return try Measure.crossings(
      Toy.network(activation: activation), on: set, pairs: pairs, kinks: kinks)
  }

  @Test("a pair has its ends first and its crossings last; kinks follow when asked for")
  func pair_keys_areOrdered() throws {
    let expected = [
      "from", "to", "method", "status", "pieces", "start_class", "end_class", "length",
      "crossings",
    ]
    let found = try #require(walk().first { !$0.crossings.isEmpty })
    #expect(try keys(found) == expected)
    let crossing = try #require(found.crossings.first)
    #expect(
      try keys(crossing) == [
        "t", "from_class", "to_class", "angle_degrees", "alignment", "in_manifold_cosine",
        "kink_gap", "angles_one_sided", "direction_alignment", "on_manifold_term",
        "off_manifold_term",
      ])
    #expect(
      try line(found.from)
        == "{\"index\": \(found.from.index ?? -1), \"label\": \(found.from.label ?? -1)}")
    let withKinks = try #require(walk(kinks: true).first)
    #expect(try keys(withKinks) == expected + ["kink_positions"])
  }

  @Test("results come back from JSON", arguments: [true, false])
  func pair_roundTrip_isIdentity(_ kinks: Bool) throws {
    let results = try walk(kinks: kinks)
    let data = try OrderedJSON.encode(results)
    #expect(try OrderedJSON.decode([PairResult].self, from: data) == results)
  }

  @Test("a sampled pair has no pieces and no gaps: both are null")
  func pair_sampled_hasNulls() throws {
    let found = try #require(walk(.tanh).first { !$0.crossings.isEmpty })
    let text = try line(found)
    #expect(text.contains("\"method\": \"sampled\"") && text.contains("\"pieces\": null"))
    #expect(text.contains("\"kink_gap\": null") && text.contains("\"angles_one_sided\": null"))
  }

  @Test("a picture is named by its path beside a null index and label")
  func picture_end_hasPath() throws {
    let end = PairResult.EndPoint(path: "a.png")
    #expect(try line(end) == "{\"index\": null, \"label\": null, \"path\": \"a.png\"}")
  }

  @Test("a point of a curve has these keys; its broken images stand last, when listed")
  func curve_point_keys() throws {
    var settings = RobustnessSettings()
    (settings.epsilons, settings.steps) = ([0.3], 2)
    let set = try Toy.measured()
    let expected = ["attack", "epsilon", "correct", "count", "accuracy", "interval"]
    for lists in [false, true] {
      settings.listBroken = lists
      let curves = try Measure.robustness(
        Toy.network(), on: set, settings: settings, box: .none)
      for point in curves.flatMap(\.points) {
        #expect(try keys(point) == expected + (lists ? ["broken"] : []))
        #expect(point.accuracy == Double(point.correct) / Double(point.count))
      }
      for curve in curves where lists {
        #expect(curve.points[0].broken?.count == curve.cleanCorrect - curve.points[0].correct)
      }
    }
  }

  @Test("a checkpoint with every measurement has them in this order")
  func checkpoint_full_keys() throws {
    try withScratch { folder in
      let file = folder.appendingPathComponent("toy.safetensors")
      try Checkpoint.write(Toy.network(), metadata: [:], to: file)
      let checkpoint = try Checkpoint.load(file)
      var result = CheckpointResult(
        checkpoint, inputs: .raw, preprocessing: Preprocessing(inputMean: 0.5, inputStd: 0.25))
      let set = try Toy.measured()
      result.pairs = try walk()
      result.alignment = try Measure.alignment(checkpoint.network, on: set)
      var settings = TransformationSettings()
      (settings.index, settings.to, settings.steps) = (0, 1, 2)
      result.transformation = try Measure.transformation(
        checkpoint.network, on: set, settings: settings, box: .none)
      var attacks = RobustnessSettings()
      (attacks.epsilons, attacks.steps) = ([0.1], 2)
      result.add(
        try Measure.robustness(checkpoint.network, on: set, settings: attacks, box: .none))
      #expect(
        try keys(result) == [
          "path", "sha256", "layers", "inputs", "input_scale", "input_mean", "input_std",
          "assumptions", "alignment", "curves", "attacks", "pairs", "transformation",
        ])
      let text = try line(result)
      #expect(text.contains("\"input_mean\": 0.5, \"input_std\": 0.25"))
      #expect(result.assumptions.contains { $0.contains("raw images") })
      #expect(result.layers.map(\.kind) == ["dense", "relu", "dense", "relu", "dense"])
      let parameters = result.layers.reduce(0) { $0 + $1.parameters }
      #expect(parameters == checkpoint.network.parameterCount)
    }
  }

  @Test("data and manifold are recorded under these keys, nothing left out")
  func records_keys() throws {
    let data = try TinyPaper.data.get().data
    let record = DataRecord(data.provenance, split: .test, count: 80)
    #expect(
      try keys(record) == [
        "source", "is_canonical", "split", "count", "validation", "digests", "layout",
      ])
    #expect(record.source == "folder" && record.digests.testLabels == data.provenance.testLabels)
    let given = ManifoldRecord(try Manifold(basis: Toy.manifold(2).basis))
    #expect(
      try keys(given) == [
        "origin", "reading", "centering", "components", "rank", "kept_energy", "leaks_label",
        "digest",
      ])
    #expect(try line(given).contains("\"reading\": null"))
    let own = try Manifold.fit(Toy.images(80, seed: 2), reading: .ownClass, components: 2)
    #expect(ManifoldRecord(own).leaksLabel && ManifoldRecord(own).rank == 6)
  }

  @Test("pictures cannot be projected by their class, and raw ones can be walked")
  func pictures_ownClass_needLabel() throws {
    let own = try Manifold.fit(Toy.images(80, seed: 2), reading: .ownClass, components: 2)
    let picture = ("a.png", [UInt8](repeating: 7, count: 16))
    let projected = try MeasurementSet(Toy.images(), manifold: own, inputs: .projected)
    #expect(throws: MeasureFailure.labelNeeded(path: "a.png")) {
      try Segments(from: picture, to: picture, like: projected)
    }
    let raw = try MeasurementSet(Toy.images(), manifold: own, inputs: .raw)
    #expect(try Segments(from: picture, to: picture, like: raw).starts[0, 0] == 7.0 / 255)
  }
}
