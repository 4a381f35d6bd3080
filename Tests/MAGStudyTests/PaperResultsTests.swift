import Foundation
import MAG
import Testing

@testable import MAGStudy

@Suite("Results of the main job") struct PaperResultsTests {
  private func json() throws -> Data {
    try #require(TinyPaper.outcome.get().files["results.json"])
  }

  /// The keys that stand at an indentation, in order, each once.
  private func keys(_ text: String, indentation: Int) -> [String] {
    let start = String(repeating: " ", count: indentation) + "\""
    var keys: [String] = []
    for line in text.split(separator: "\n") where line.hasPrefix(start) {
      let key = String(line.dropFirst(start.count).prefix { $0 != "\"" })
      if !keys.contains(key) { keys.append(key) }
    }
    return keys
  }

  @Test("the file is the value: read and written again it has the same bytes")
  func json_roundTrip_isIdentity() throws {
    let data = try json()
    let read = try OrderedJSON.decode(PaperResults.self, from: data)
    #expect(try OrderedJSON.encode(read) == data)
    #expect(try OrderedJSON.encode(TinyPaper.outcome.get().results) == data)
  }

  @Test("keys stand in a fixed order, schema first, and undefined values are null")
  func json_keys_areOrdered() throws {
    let text = String(decoding: try json(), as: UTF8.self)
    #expect(
      keys(text, indentation: 2) == [
        "schema", "tool", "configuration", "resamples", "data", "manifold", "notice", "models",
        "transformation", "claims", "comparison_claims",
      ])
    #expect(
      keys(text, indentation: 6).prefix(10) == [
        "name", "alpha", "path", "sha256", "training", "clean_accuracy", "clean_correct",
        "clean_count", "cosine_mean", "cosine_median",
      ])
    #expect(text.contains("\"alpha\": null"))
    #expect(!text.contains("\"broken\""))
    #expect(text.contains("\"test_count\": 70"))
  }

  @Test("nothing names a folder of the machine or the time")
  func json_paths_areNames() throws {
    let results = try TinyPaper.outcome.get().results
    #expect(results.models.allSatisfy { !$0.path.contains("/") && $0.sha256.count == 64 })
    let text = String(decoding: try json(), as: UTF8.self)
    #expect(!text.contains(FileManager.default.temporaryDirectory.path))
  }

  @Test("each model's numbers are those of its measurements", arguments: 0..<7)
  func models_numbers_equalMeasurements(_ index: Int) throws {
    let outcome = try TinyPaper.outcome.get()
    let facts = outcome.results.models[index]
    let measured = try TinyPaper.measurements(of: index)
    #expect(facts.name == measured.model.name && facts.alpha == measured.model.alpha)
    #expect(facts.sha256 == measured.model.checkpoint.sha256)
    #expect(facts.cleanCount == 70 && facts.cleanCorrect == measured.clean.count { $0 })
    #expect(facts.cosineMean == measured.alignment.cosine.mean)
    #expect(facts.cosineStd == measured.alignment.cosine.std)
    #expect(facts.fgsm == measured.fgsm.withoutBrokenIndices())
    #expect(facts.pgd.points.map(\.correct) == measured.pgd.points.map(\.correct))
    #expect(facts.angle.lines == 15)
    let angles = measured.firstAngles.compactMap { $0 }
    #expect(facts.angle.crossed == angles.count)
    let mean = angles.isEmpty ? nil : angles.reduce(0, +) / Double(angles.count)
    #expect(facts.angle.meanDegrees == mean)
    #expect(facts.adversarialAngle.lines == measured.adversarialAngles.count)
    #expect(facts.adversarialAngle.meanPieces == nil)
  }

  @Test("the training settings of every model stand beside it; the control has the baseline's")
  func models_training_isRecorded() throws {
    let models = try TinyPaper.outcome.get().results.models
    let settings = TinyPaper.settings
    let objectives: [Objective] = [
      .baseline, .manifold, .robust, .manifoldRobust, .baseline, .manifold, .manifoldRobust,
    ]
    for (index, objective) in objectives.enumerated() {
      let alpha = index > 4 ? 0.25 : settings.alpha
      #expect(models[index].training == settings.training(objective, alpha: alpha).effective)
    }
  }

  @Test("claims are judged on the models at the chosen α, and again on those at the other one")
  func claims_models_areJudged() throws {
    let results = try TinyPaper.outcome.get().results
    func judged(_ indices: [Int]) throws -> [Claim] {
      let evidence = try indices.map { ClaimEvidence.Model(try TinyPaper.measurements(of: $0)) }
      return Claims.judge(
        ClaimEvidence(
          baseline: evidence[0], manifold: evidence[1], robust: evidence[2],
          manifoldRobust: evidence[3], tenthIndex: 1, seed: TinyPaper.settings.seed))
    }
    #expect(results.claims == (try judged([0, 1, 2, 3])))
    #expect(results.comparisonClaims.map(\.alpha) == [0.25])
    #expect(results.comparisonClaims[0].claims == (try judged([0, 5, 2, 6])))
  }

  @Test("data and manifold are recorded with their digests and shares")
  func facts_dataAndManifold_areRecorded() throws {
    let results = try TinyPaper.outcome.get().results
    let data = try TinyPaper.data.get()
    #expect(results.data == data.data.provenance && !results.data.isCanonical)
    #expect(results.notice == "Not full MNIST: 160 training and 80 test images")
    #expect(results.manifold.digest == data.manifold.digest)
    #expect(results.manifold.components == 6 && results.manifold.rank == 6)
    #expect(results.manifold.leadingEigenvalues == Array(data.manifold.eigenvalues.prefix(3)))
    #expect(results.configuration == TinyPaper.settings)
  }

  @Test("angles are counted, averaged and halved by hand; none at all give no numbers")
  func angleFacts_angles_byHand() {
    let facts = PaperResults.AngleFacts([30, nil, 80, 40], pieces: [3, 5, 7, 9], seed: 1)
    #expect(facts.lines == 4 && facts.crossed == 3)
    #expect(facts.meanDegrees == 50 && facts.medianDegrees == 40 && facts.meanPieces == 6)
    #expect(facts.interval.map { $0[0] >= 30 && $0[0] < 50 && $0[1] > 50 && $0[1] <= 80 } == true)
    for none in [[], [nil, nil] as [Double?]] {
      let facts = PaperResults.AngleFacts(none, seed: 1)
      #expect(facts.lines == none.count && facts.crossed == 0)
      #expect(facts.meanDegrees == nil && facts.medianDegrees == nil && facts.interval == nil)
    }
  }

  @Test("a class without images leaves Figure 4 out, and removes one that lay there")
  func run_noImageToTransform_leavesFigure4Out() throws {
    try withScratch { folder in
      var settings = TinyPaper.settings
      (settings.cleanEpochs, settings.adversarialEpochs) = (1, 1)
      (settings.comparisonAlphas, settings.transformationFrom) = ([], 9)
      let output = folder.appendingPathComponent("figures")
      try AtomicFile.makeFolder(output)
      let stale = ["figure-4.png", "figure-4.json", "figure-4-column.pdf"]
      for name in stale + ["mine.txt"] {
        try Data("old".utf8).write(to: output.appendingPathComponent(name))
      }
      let results = try PaperRun(
        TinyPaper.data.get(), settings: settings, output: output,
        modelFolder: folder.appendingPathComponent("models")
      ).run()
      let names = try FileManager.default.contentsOfDirectory(atPath: output.path)
      #expect(!names.contains { $0.hasPrefix("figure-4") } && names.contains("mine.txt"))
      let facts = try #require(results.transformation["manifold"])
      #expect(results.transformation.count == 1)
      #expect(!facts.reached && facts.index == nil && facts.perturbation == nil)
      let page = try String(
        contentsOf: output.appendingPathComponent("README.md"), encoding: .utf8)
      #expect(page.contains("nothing to show") && page.contains("there was no image to try"))
      #expect(!page.contains("figure-4"))
    }
  }
}
