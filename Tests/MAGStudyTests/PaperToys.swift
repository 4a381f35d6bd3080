import Foundation
import MAG

@testable import MAGStudy

/// A whole run of the main job on a few images of 6 × 6 pixels, made once for all tests.
enum TinyPaper {
  static let classes = 4

  static let settings: PaperSettings = {
    var settings = PaperSettings()
    settings.sizes = [36, 14, 10]
    settings.components = 6
    (settings.cleanEpochs, settings.adversarialEpochs) = (120, 100)
    settings.batchSize = 32
    settings.epsilons = [0.2, 0, 0.05, 0.1]
    settings.steps = 3
    (settings.testCount, settings.pairCount, settings.drawnPairCount) = (70, 15, 3)
    settings.transformationSteps = 5
    settings.comparisonAlphas = [0.25, settings.alpha]
    (settings.adversarialCount, settings.adversarialEpsilon) = (30, 0.3)
    return settings
  }()

  /// Noisy copies of four random pictures, as the four files of a folder.
  static func writeImages(to folder: URL) throws {
    var generator = SeededGenerator(seed: 8)
    let pictures = (0..<classes * 36).map { _ in generator.integer(below: 200) }
    for (prefix, count) in [("train", 160), ("t10k", 80)] {
      let labels = (0..<count).map { _ in generator.integer(below: classes) }
      let bytes = labels.flatMap { label in
        (0..<36).map { UInt8(pictures[36 * label + $0] + generator.integer(below: 56)) }
      }
      try IDX(extents: [count, 6, 6], bytes: bytes)
        .write(to: folder.appendingPathComponent("\(prefix)-images-idx3-ubyte"))
      try IDX(extents: [count], bytes: labels.map { UInt8($0) })
        .write(to: folder.appendingPathComponent("\(prefix)-labels-idx1-ubyte"))
    }
  }

  static func loadData(_ settings: PaperSettings = TinyPaper.settings) throws -> PaperData {
    try withScratch { folder in
      try writeImages(to: folder)
      return try PaperData(.folder(folder), settings: settings)
    }
  }

  /// What a run left and said.
  struct Outcome: Sendable {
    var results: PaperResults
    /// The output's files by name.
    var files: [String: Data]
    var models: PaperModels
    var modelFiles: [String]
    /// Names of models in the order in which they were trained.
    var trained: [String]
    var wrote: [String]
  }

  static let data = Result { try loadData() }

  static let outcome = Result { () throws -> Outcome in
    try withScratch { folder in
      let data = try TinyPaper.data.get()
      let (output, models) = (
        folder.appendingPathComponent("figures"), folder.appendingPathComponent("models")
      )
      let events = Events()
      let results = try PaperRun(
        data, settings: settings, output: output, modelFolder: models
      ).run(tell: events.take)
      var files: [String: Data] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: output.path) {
        files[name] = try Data(contentsOf: output.appendingPathComponent(name))
      }
      return Outcome(
        results: results, files: files,
        models: try PaperModels(data, settings: settings, folder: models),
        modelFiles: try FileManager.default.contentsOfDirectory(atPath: models.path).sorted(),
        trained: events.trained, wrote: events.wrote)
    }
  }

  /// The test images as the run measured them, and the run's pairs.
  static func test() throws -> (set: MeasurementSet, pairs: [Pair]) {
    let data = try data.get()
    let set = try MeasurementSet(
      data.data.test.subset(0..<70), manifold: data.manifold, inputs: .projected)
    return (set, Pair.random(15, labels: set.set.labels, seed: settings.seed))
  }

  /// Everything measured of one of the run's models.
  static func measurements(
    of index: Int = 1, settings: PaperSettings = TinyPaper.settings
  ) throws -> PaperMeasurements {
    let (set, pairs) = try test()
    let models = try outcome.get().models
    return try PaperMeasurements(models.all[index], on: set, pairs: pairs, settings: settings)
  }
}

/// Collects what a run tells; runs tell on the thread that started them.
final class Events {
  private(set) var trained: [String] = []
  private(set) var resumed: [Int] = []
  private(set) var notes: [String] = []
  private(set) var wrote: [String] = []
  private(set) var measured: [(what: String, done: Int, total: Int)] = []

  func take(_ event: PaperEvent) {
    switch event {
    case .trainingBegins(let model, let epochs):
      trained.append(model)
      resumed.append(epochs)
    case .note(let text): notes.append(text)
    case .wrote(let file): wrote.append(file)
    case .measuring(let what, let done, let total): measured.append((what, done, total))
    case .notice, .training, .epoch: break
    }
  }
}
