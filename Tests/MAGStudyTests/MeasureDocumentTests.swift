import Foundation
import MAGAttack
import MAGData
import MAGFigures
import MAGFiles
import MAGNetwork
import Testing

@testable import MAGStudy

@Suite("Result documents") struct MeasureDocumentTests {
  private struct Configuration: Encodable {
    var seed: UInt64 = 3
  }

  /// A document of one checkpoint with what `body` measured, as text.
  private func document(_ body: (inout CheckpointResult) throws -> Void) throws -> String {
    try withScratch { folder in
      let file = folder.appendingPathComponent("toy.safetensors")
      try Checkpoint.write(Toy.network(), metadata: ["inputs": "projected"], to: file)
      var result = CheckpointResult(try Checkpoint.load(file), inputs: .projected)
      result.path = "toy.safetensors"
      try body(&result)
      let document = ResultDocument(
        schema: "mag.test/1", configuration: Configuration(), data: nil,
        manifold: ManifoldRecord(try Toy.manifold()), checkpoints: [result])
      return String(decoding: try OrderedJSON.encode(document), as: UTF8.self)
    }
  }

  /// The keys that stand one level inside the outermost object, or two with `depth` 2, in order.
  private func keys(_ text: String, indentation: Int) -> [String] {
    let start = String(repeating: " ", count: indentation) + "\""
    return text.split(separator: "\n").filter { $0.hasPrefix(start) }
      .compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) }
  }

  @Test("keys stand in the order of the contract, schema first")
  func document_keys_areOrdered() throws {
    let text = try document { _ in }
    #expect(
      keys(text, indentation: 2)
        == ["schema", "tool", "configuration", "data", "manifold", "checkpoints"])
    #expect(
      keys(text, indentation: 6)
        == [
          "path", "sha256", "layers", "inputs", "input_scale", "input_mean", "input_std",
          "assumptions",
        ])
    #expect(text.contains("\"tool\": \"\(Tool.name)\""))
    #expect(text.contains("\"kind\": \"relu\""))
  }

  @Test("robustness is a flat list of points, costs beside it, broken only when listed")
  func document_curves_areFlat() throws {
    var settings = RobustnessSettings()
    (settings.epsilons, settings.steps) = ([0, 0.1], 2)
    func measured() throws -> String {
      try document {
        $0.add(
          try Measure.robustness(
            Toy.network(), on: Toy.measured(), settings: settings, box: .none))
      }
    }
    let text = try measured()
    #expect(text.components(separatedBy: "\"attack\": \"pgd\"").count == 1 + 2 + 1)
    #expect(keys(text, indentation: 6).suffix(2) == ["curves", "attacks"])
    #expect(text.contains("\"gradient_evaluations\""))
    #expect(!text.contains("\"broken\""))
    settings.listBroken = true
    #expect(try measured().components(separatedBy: "\"broken\": [").count == 1 + 4)
  }

  @Test("crossings have the contract's keys, and undefined values are null")
  func document_pairs_haveKeys() throws {
    let text = try document { result in
      let set = try Toy.measured()
      let pairs = Pair.random(6, labels: set.set.labels, seed: 4)
      result.pairs = try Measure.crossings(Toy.network(), on: set, pairs: pairs)
    }
    for key in [
      "from", "to", "index", "label", "method", "pieces", "crossings", "t", "from_class",
      "to_class", "angle_degrees", "alignment", "in_manifold_cosine", "kink_gap",
    ] {
      #expect(text.contains("\"\(key)\": "), "\(key)")
    }
    #expect(text.contains("\"direction_alignment\": null"))
    #expect(!text.contains("kink_positions") && !text.contains("\"path\": null"))
  }

  @Test("alignment holds a summary and all values of each measure")
  func document_alignment_isComplete() throws {
    let text = try document {
      $0.alignment = try Measure.alignment(Toy.network(), on: Toy.measured(count: 7))
    }
    #expect(keys(text, indentation: 8).suffix(3) == ["cosine", "ratio", "rejection"])
    #expect(
      keys(text, indentation: 10).suffix(6)
        == ["mean", "median", "std", "quantiles", "undefined_count", "values"])
  }

  @Test("a manifold that was given has no reading and no kept energy")
  func manifold_given_isSaid() throws {
    let given = ManifoldRecord(try Manifold(basis: Toy.manifold(2).basis))
    #expect(given.origin == "given" && given.reading == nil && given.keptEnergy == nil)
    let fitted = ManifoldRecord(try Toy.manifold(2))
    #expect(fitted.origin == "fitted" && fitted.components == 2 && fitted.rank == 2)
    #expect(fitted.reading == .global && !fitted.leaksLabel)
  }

  @Test("the embedded sample is recorded by name, split and digests")
  func data_sample_isRecorded() throws {
    let data = try MNIST.load(.sample, validation: 100)
    let record = DataRecord(data.provenance, split: .validation, count: 100)
    #expect(record.source == "sample" && record.validation == 100 && !record.isCanonical)
    #expect(record.digests.trainImages.count == 64)
  }

  @Test("joined values are one object, the first value's keys first")
  func joined_values_areOneObject() throws {
    struct Second: Encodable { var last = true }
    let line = try OrderedJSON.encodeLine(Joined(Configuration(), Second()))
    let text = String(decoding: line, as: UTF8.self).filter { $0 != " " }
    #expect(text == "{\"seed\":3,\"last\":true}")
  }
}

@Suite("Results as figures") struct MeasureFigureTests {
  @Test("figure 1 gets the defined cosines, figure 3 the intervals and the steps' name")
  func figures_results_keepNumbers() throws {
    let set = try Toy.measured()
    let network = try Toy.network()
    let alignment = try Measure.alignment(network, on: set)
    let first = Figure1.Model(name: "a", alignment: alignment)
    #expect(first.cosines == alignment.cosine.values.compactMap { $0 })
    var settings = RobustnessSettings()
    (settings.epsilons, settings.steps) = ([0, 0.1], 3)
    let curves = try Measure.robustness(network, on: set, settings: settings, box: .none)
    let third = Figure3.Model(name: "a", curves: curves)
    #expect(third.curves.map(\.attack) == ["FGSM", "PGD-3"])
    #expect(third.curves[1].values[1].accuracy == curves[1].points[1].accuracy)
    #expect(third.curves[1].values[1].upper == curves[1].points[1].interval[1])
  }

  @Test("figure 2 gets the walks and the ends as the network sees them")
  func figure2_segments_havePictures() throws {
    let set = try Toy.measured()
    let segments = try Segments([Pair(from: 1, to: 2), Pair(from: 4, to: 0)], of: set)
    let pictures = segments.pictures(5, height: 4, width: 4)
    #expect(pictures.count == 2)
    #expect(pictures[1].from.index == 4 && pictures[1].from.label == 1)
    #expect(pictures[1].to.pixels == Array(try set.exact(at: [0]).storage))
    let result = try Measure.crossings(Toy.network(), on: segments, basis: nil)[0]
    let walk = Figure2.Walk(result)
    #expect(walk.startClass == result.startClass)
    #expect(walk.crossings.map(\.t) == result.crossings.map(\.t))
  }

  @Test("figure 4 gets both classes' probabilities at the three points")
  func figure4_transformation_hasShots() throws {
    let set = try Toy.measured()
    let network = try Toy.network()
    var settings = TransformationSettings()
    (settings.index, settings.to, settings.epsilons) = (0, 1, [0.3])
    let found = try Measure.transformation(network, on: set, settings: settings, box: .none)
    let row = try #require(Figure4.Row(model: "a", found, network: network))
    let attempt = try #require(found.attempt)
    #expect(row.index == 0 && row.attacked.pixels == attempt.attacked)
    #expect(row.midpoint.toProbability == attempt.probabilities[1])
    for shot in [row.original, row.midpoint, row.attacked] {
      #expect(shot.fromProbability + shot.toProbability <= 1 + 1e-12)
    }
  }
}
