import Foundation
import MAG
import Testing

@testable import MAGStudy

@Suite("Models of the main job") struct PaperModelsTests {
  /// Quick enough to be trained several times in one test.
  private static let settings: PaperSettings = {
    var settings = TinyPaper.settings
    (settings.cleanEpochs, settings.adversarialEpochs) = (3, 2)
    settings.comparisonAlphas = []
    return settings
  }()

  private func models(
    _ settings: PaperSettings = PaperModelsTests.settings, in folder: URL,
    events: Events = Events(),
    isCancelled: () -> Bool = { false }
  ) throws -> PaperModels {
    try PaperModels(
      TinyPaper.data.get(), settings: settings, folder: folder, isCancelled: isCancelled,
      tell: events.take)
  }

  private func digests(_ models: PaperModels) -> [String] { models.all.map(\.checkpoint.sha256) }

  @Test("each model has a file named by its objective and α; the chosen α is trained once")
  func init_fresh_namesFiles() throws {
    let outcome = try TinyPaper.outcome.get()
    let names = [
      "baseline", "manifold-1.0", "robust", "manifold-robust-1.0", "manifold-0.25",
      "manifold-robust-0.25",
    ]
    var files = names.flatMap { ["\($0).safetensors", "\($0).log.jsonl"] }
    files.append("baseline-projected.safetensors")
    #expect(outcome.modelFiles == files.sorted())
    let models = outcome.models
    #expect(
      models.all.map(\.name) == [
        "baseline", "manifold", "robust", "manifold-robust", PaperModels.controlName,
        "manifold, α = 0.25", "manifold-robust, α = 0.25",
      ])
    #expect(models.all.map(\.alpha) == [nil, 1, nil, 1, nil, 0.25, 0.25])
    #expect(models.all.map(\.isComparison) == [false, false, false, false, false, true, true])
    let written = models.all.map(\.checkpoint.fileName)
    #expect(Set(written) == Set(files.filter { $0.hasSuffix(".safetensors") }))
    #expect(written[1] == "manifold-1.0.safetensors" && written[5] == "manifold-0.25.safetensors")
    #expect(outcome.trained == models.all.map(\.name).filter { $0 != PaperModels.controlName })
  }

  @Test("models that are there are loaded, and say so; none is trained again")
  func init_again_reusesAll() throws {
    try withScratch { folder in
      let first = try models(in: folder)
      let events = Events()
      let second = try models(in: folder, events: events)
      #expect(events.trained.isEmpty)
      #expect(events.notes.count == 4)
      #expect(events.notes.allSatisfy { $0.contains("trained before") })
      #expect(digests(first) == digests(second))
    }
  }

  @Test("another α trains the manifold objectives alone, beside the others' files")
  func init_otherAlpha_trainsManifoldOnly() throws {
    try withScratch { folder in
      let first = try models(in: folder)
      var settings = Self.settings
      settings.alpha = 0.125
      let events = Events()
      let second = try models(settings, in: folder, events: events)
      #expect(events.trained == ["manifold", "manifold-robust"])
      let (a, b) = (digests(first), digests(second))
      #expect(zip(a, b).map { $0 == $1 } == [true, false, true, false, true])
      // Going back finds the old files.
      let back = Events()
      #expect(digests(try models(in: folder, events: back)) == a)
      #expect(back.trained.isEmpty)
    }
  }

  @Test("files of another seed are replaced, and a line says why")
  func init_otherSeed_trainsAnew() throws {
    try withScratch { folder in
      let first = try models(in: folder)
      var settings = Self.settings
      settings.seed = 5
      let events = Events()
      let second = try models(settings, in: folder, events: events)
      #expect(events.trained == ["baseline", "manifold", "robust", "manifold-robust"])
      let reasons = events.notes.filter { $0.contains("another configuration, data or manifold") }
      #expect(reasons.count == 4)
      #expect(zip(digests(first), digests(second)).allSatisfy { $0 != $1 })
    }
  }

  @Test("a run stopped in the second model goes on there and ends with the same files")
  func init_interrupted_resumes() throws {
    try withScratch { folder in
      let whole = try models(in: folder.appendingPathComponent("a"))
      let counter = StepCounter()
      let other = folder.appendingPathComponent("b")
      // 160 images in batches of 32: five steps an epoch, three epochs of the baseline.
      #expect(throws: TrainingFailure.cancelled(epoch: 1)) {
        try models(in: other, isCancelled: { counter.next() > 3 * 5 + 5 + 2 })
      }
      let events = Events()
      let resumed = try models(in: other, events: events)
      #expect(events.trained == ["manifold", "robust", "manifold-robust"])
      #expect(events.resumed == [1, 0, 0])
      #expect(digests(resumed) == digests(whole))
    }
  }

  @Test("a damaged model is trained again to the same bytes", arguments: [0, 100, 2000])
  func init_damagedFile_trainsAgain(_ count: Int) throws {
    try withScratch { folder in
      let first = try models(in: folder)
      let file = folder.appendingPathComponent("robust.safetensors")
      try Data(contentsOf: file).prefix(count).write(to: file)
      let events = Events()
      let second = try models(in: folder, events: events)
      #expect(events.trained == ["robust"])
      #expect(digests(second) == digests(first))
    }
  }

  @Test("the control is the baseline without its off-manifold weights, and says where it is from")
  func control_baseline_isProjected() throws {
    let models = try TinyPaper.outcome.get().models
    let (baseline, control) = (models.objectives[0], models.control)
    let basis = try TinyPaper.data.get().manifold.basis
    let before = try ProjectedControl.firstLayerNorms(of: baseline.network, basis: basis)
    let after = try ProjectedControl.firstLayerNorms(of: control.network, basis: basis)
    #expect(before.offManifold > 0.1 && after.offManifold < 1e-5)
    #expect(abs(before.onManifold - after.onManifold) < 1e-5)
    // Layers behind the first are the baseline's, bit by bit.
    #expect(
      control.network.parameters.dropFirst(36 * 14) == baseline.network.parameters[(36 * 14)...])
    let metadata = control.checkpoint.metadata
    #expect(metadata[ProjectedControl.sourceKey] == baseline.checkpoint.sha256)
    #expect(metadata[TrainingRun.digestKey] == nil)
    #expect(baseline.checkpoint.metadata[TrainingRun.digestKey] != nil)
  }

  @Test("the folder is shared by all α, and is another for any other choice behind the models")
  func standardFolder_settings_decide() throws {
    let data = try TinyPaper.data.get()
    let reference = try PaperModels.standardFolder(data, Self.settings)
    var settings = Self.settings
    settings.alpha = 9
    settings.comparisonAlphas = [3]
    settings.steps = 99
    #expect(try PaperModels.standardFolder(data, settings) == reference)
    let changes: [(inout PaperSettings) -> Void] = [
      { $0.seed = 1 }, { $0.sizes = [36, 15, 10] }, { $0.batchSize = 8 }, { $0.cleanEpochs = 9 },
      { $0.adversarialEpochs = 9 },
    ]
    var folders = [reference]
    for change in changes {
      var settings = Self.settings
      change(&settings)
      folders.append(try PaperModels.standardFolder(data, settings))
    }
    settings = Self.settings
    settings.components = 7
    folders.append(try PaperModels.standardFolder(TinyPaper.loadData(settings), settings))
    #expect(Set(folders).count == 7)
  }
}

/// Counts how often a run asked whether it is cancelled.
private final class StepCounter {
  private var count = 0
  func next() -> Int {
    count += 1
    return count
  }
}
