import Foundation
import MAGData
import MAGFigures
import MAGFiles
import Testing

@testable import MAGStudy

@Suite("The main job in small")
struct PaperRunTests {
  /// Small enough for a test: two narrow epochs on the embedded sample.
  private var settings: PaperSettings {
    var settings = PaperSettings.quick
    settings.sizes = [784, 32, 10]
    settings.components = 12
    settings.cleanEpochs = 1
    settings.adversarialEpochs = 1
    settings.epsilons = [0, 0.1]
    settings.steps = 3
    settings.testCount = 120
    settings.pairCount = 20
    settings.drawnPairCount = 2
    settings.transformationSteps = 10
    settings.comparisonAlphas = [0.5]
    return settings
  }

  @Test("a run writes every figure, its data, the results and the index, and repeats byte by byte")
  func run_small_writesAll() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mag-paper-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let data = try PaperData(.sample, settings: settings)
    #expect(data.notice?.contains("Not full MNIST") == true)
    func makeRun(_ place: String) throws -> PaperRun {
      try PaperRun(
        data, settings: settings, output: folder.appendingPathComponent("\(place)/figures"),
        modelFolder: folder.appendingPathComponent("\(place)/models"))
    }
    var trained = 0
    let results = try makeRun("a").run(tell: {
      if case .trainingBegins = $0 { trained += 1 }
    })
    #expect(trained == 6)
    #expect(results.claims.count == 7)
    #expect(results.comparisonClaims.map(\.alpha) == [0.5])
    #expect(results.comparisonClaims.first?.claims.map(\.id) == results.claims.map(\.id))
    #expect(results.models.count == 7)
    let control = try #require(results.models.first { $0.name == PaperModels.controlName })
    let baseline = try #require(results.models.first)
    #expect(abs((control.cosineMean ?? 0) - 1) < 1e-5)
    #expect(control.cleanCorrect == baseline.cleanCorrect)
    #expect(control.firstLayerOffManifoldNorm < 1e-4)
    for model in results.models {
      #expect(model.fgsm.points.first?.correct == model.cleanCorrect)
      #expect(model.pgd.points.first?.correct == model.cleanCorrect)
    }

    var again = 0
    _ = try makeRun("a").run(tell: {
      if case .trainingBegins = $0 { again += 1 }
    })
    #expect(again == 0)
    // Trained anew elsewhere: nothing may differ.
    _ = try makeRun("b").run()
    let a = folder.appendingPathComponent("a/figures")
    let names = try FileManager.default.contentsOfDirectory(atPath: a.path).sorted()
    for number in 1...4 {
      for suffix in ["png", "svg", "pdf", "json", "csv"] {
        #expect(names.contains("figure-\(number).\(suffix)"))
      }
    }
    #expect(names.contains("README.md") && names.contains("results.json"))
    for name in names {
      let first = try Data(contentsOf: a.appendingPathComponent(name))
      let second = try Data(contentsOf: folder.appendingPathComponent("b/figures/\(name)"))
      #expect(first == second, "\(name) differs between two runs")
      #expect(!first.isEmpty)
    }
    try expectProvenance(in: a, of: results)
    let text = try Data(contentsOf: a.appendingPathComponent("results.json"))
    let read = try OrderedJSON.decode(PaperResults.self, from: text)
    #expect(read.claims == results.claims)
    #expect(!String(decoding: text, as: UTF8.self).contains(folder.path))
    let page = try String(contentsOf: a.appendingPathComponent("README.md"), encoding: .utf8)
    #expect(page.contains("Not full MNIST"))
    for claim in results.claims { #expect(page.contains("(\(claim.id))")) }
  }

  /// Every figure and its narrow variant names the models it shows, and verifies.
  private func expectProvenance(in folder: URL, of results: PaperResults) throws {
    let digests = Dictionary(uniqueKeysWithValues: results.models.map { ($0.name, $0.sha256) })
    var verifier = FigureVerifier()
    // The others show the same at every width, from the same data.
    for base in (1...4).map({ "figure-\($0)" }) + ["figure-2-column", "figure-4-column"] {
      let bytes = try Data(contentsOf: folder.appendingPathComponent("\(base).json"))
      let data = try FigureData(reading: bytes, from: base)
      let found = try #require(data.provenance)
      #expect(found.command == ["mag", "figures"] && found.images?.source == "sample")
      #expect(found.configuration == (try JSONValue(encoding: settings)))
      #expect(found.manifoldDigest == results.manifold.digest && found.seed == settings.seed)
      for model in data.figure.modelNames {
        let file = found.checkpoints.first { $0.name == model }
        #expect(file?.sha256 == digests[model] && file?.path.hasPrefix("../models/") == true)
      }
      let isControlled = base.contains("-1") || base.contains("-3")
      #expect(
        found.checkpoints.contains { $0.name == PaperModels.controlName } == isControlled)
      for format in FigureFormat.standard {
        let picture = format.file(folder.appendingPathComponent(base))
        #expect(try verifier.verify(picture).report.verdict == .same, "\(base) \(format)")
      }
    }
  }

  @Test("full MNIST that is not there falls back to the sample, loudly")
  func data_noFullSet_fallsBack() throws {
    let empty = FileManager.default.temporaryDirectory.appendingPathComponent("mag-no-such-cache")
    var told: [String] = []
    let data = try PaperData(
      .full, settings: settings, fallback: true, cache: empty,
      tell: { if case .notice(let text) = $0 { told.append(text) } })
    #expect(told.count == 1)
    #expect(data.notice != nil)
    #expect(throws: DataFailure.self) {
      _ = try PaperData(.full, settings: settings, cache: empty)
    }
  }
}
