import Foundation
import MAGFiles
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGTraining

@Suite("Training runs and their files")
struct TrainingRunTests {
  private func makeRun(
    _ objective: Objective = .manifoldRobust, in folder: URL, epochs: Int = 3, seed: UInt64 = 0
  ) throws -> TrainingRun {
    var configuration = Toy.configuration(objective)
    configuration.epochs = epochs
    configuration.seed = seed
    return TrainingRun(
      try Trainer(configuration, on: Toy.set()),
      output: folder.appendingPathComponent("model.safetensors"))
  }

  @Test(
    "a run stopped in any epoch goes on and ends with the same bytes", arguments: [1, 4, 6, 9])
  func run_interrupted_sameBytes(_ stepsBeforeStop: Int) throws {
    let whole = try Toy.inFolder { folder in
      let run = try makeRun(in: folder)
      _ = try run.run()
      return try Data(contentsOf: run.output)
    }
    try Toy.inFolder { folder in
      let run = try makeRun(in: folder)
      var steps = 0
      #expect(throws: TrainingFailure.self) {
        try run.run(isCancelled: {
          steps += 1
          return steps > stepsBeforeStop
        })
      }
      #expect(!FileManager.default.fileExists(atPath: run.output.path))
      // 100 images in batches of 32: four steps an epoch.
      #expect(try run.standing() == .interrupted(epochs: stepsBeforeStop / 4))
      _ = try run.run()
      #expect(try Data(contentsOf: run.output) == whole)
      #expect(!FileManager.default.fileExists(atPath: run.stateFile.path))
    }
  }

  @Test("a finished run is loaded, not trained again")
  func run_finished_isReused() throws {
    try Toy.inFolder { folder in
      let run = try makeRun(in: folder)
      let first = try run.run()
      var epochs = 0
      let second = try run.run(epochDone: { _ in epochs += 1 })
      #expect(epochs == 0)
      #expect(first.network.parameters == second.network.parameters)
      #expect(try run.standing() == .finished)
    }
  }

  @Test("files of another run are refused, or replaced if that is wanted")
  func run_foreign_isRefused() throws {
    try Toy.inFolder { folder in
      _ = try makeRun(in: folder).run()
      let other = try makeRun(in: folder, seed: 7)
      #expect(throws: TrainingFailure.self) { try other.run() }
      let replaced = try other.run(replacing: true)
      #expect(replaced.metadata[.seed] == "7")
      #expect(try other.standing() == .finished)
    }
  }

  @Test("a run that replaces another's checkpoint goes on after an interruption")
  func run_replacingInterrupted_resumes() throws {
    try Toy.inFolder { folder in
      _ = try makeRun(in: folder).run()
      let other = try makeRun(in: folder, seed: 7)
      var steps = 0
      #expect(throws: TrainingFailure.self) {
        try other.run(
          replacing: true,
          isCancelled: {
            steps += 1
            return steps > 6
          })
      }
      #expect(try other.standing() == .interrupted(epochs: 1))
      #expect(try makeRun(in: folder).standing() == .finished)
      #expect(try other.run().metadata[.seed] == "7")
    }
  }

  @Test("settings that do not matter change neither the digest nor the bytes")
  func run_irrelevantSettings_sameBytes() throws {
    func bytes(_ alpha: Double) throws -> Data {
      try Toy.inFolder { folder in
        var configuration = Toy.configuration(.baseline)
        configuration.manifoldWeight = alpha
        let run = TrainingRun(
          try Trainer(configuration, on: Toy.set()),
          output: folder.appendingPathComponent("m.safetensors"))
        _ = try run.run()
        return try Data(contentsOf: run.output)
      }
    }
    #expect(try bytes(0.1) == bytes(5))
  }

  @Test("what a killed process left of its writes is removed, what a living one writes is not")
  func run_abandonedTemporaries_areRemoved() throws {
    try Toy.inFolder { folder in
      let run = try makeRun(in: folder)
      // No process has the largest number; this one lives.
      let dead = folder.appendingPathComponent(".model.safetensors.state.4194304-0.tmp")
      let alive = folder.appendingPathComponent(".model.safetensors.state.\(getpid())-99.tmp")
      for file in [dead, alive] { try Data("half".utf8).write(to: file) }
      _ = try run.run()
      #expect(!FileManager.default.fileExists(atPath: dead.path))
      #expect(FileManager.default.fileExists(atPath: alive.path))
    }
  }

  @Test("a damaged state is foreign, and never mistaken for ours")
  func standing_damagedState_isForeign() throws {
    try Toy.inFolder { folder in
      let run = try makeRun(in: folder)
      try Data("not a state".utf8).write(to: run.stateFile)
      #expect(try run.standing() == .foreign(file: run.stateFile.relativePath))
      #expect(throws: TrainingFailure.self) { try run.run() }
    }
  }

  @Test("the log has one JSON object an epoch, whatever was interrupted")
  func log_lines_matchEpochs() throws {
    try Toy.inFolder { folder in
      let run = try makeRun(in: folder)
      _ = try run.run()
      let lines = try String(contentsOf: run.logFile, encoding: .utf8).split(separator: "\n")
      let reports = try lines.map {
        try OrderedJSON.decode(EpochReport.self, from: Data($0.utf8))
      }
      #expect(reports.map(\.epoch) == [1, 2, 3])
    }
  }

  @Test("a checkpoint's history is its log, and its absence or damage is said by name")
  func history_checkpoint_isReadFromItsLog() throws {
    try Toy.inFolder { folder in
      let run = try makeRun(in: folder)
      let checkpoint = try run.run()
      #expect(try TrainingRun.history(of: checkpoint).map(\.epoch) == [1, 2, 3])
      try Data("{\"epoch\": 1}\n".utf8).write(to: run.logFile)
      let damaged = #expect(throws: JSONFailure.self) { try TrainingRun.history(of: checkpoint) }
      #expect(damaged?.description.contains("model.log.jsonl, line 1") == true)
      try FileManager.default.removeItem(at: run.logFile)
      #expect(throws: FileFailure.missing(path: run.logFile.relativePath)) {
        try TrainingRun.history(of: checkpoint)
      }
    }
  }

  @Test("an output that cannot be written fails before the first step")
  func run_unwritableFolder_failsFirst() throws {
    try Toy.inFolder { folder in
      let run = try makeRun(in: folder.appendingPathComponent("not-there"))
      var steps = 0
      #expect(throws: (any Error).self) { try run.run(progress: { _ in steps += 1 }) }
      #expect(steps == 0)
    }
  }

  @Test("the checkpoint records what it was made with")
  func metadata_afterRun_isComplete() throws {
    try Toy.inFolder { folder in
      let run = try makeRun(in: folder)
      let metadata = try run.run().metadata
      #expect(metadata[.objective] == "manifold-robust")
      #expect(metadata[.epoch] == "3")
      #expect(metadata[TrainingRun.digestKey] == (try run.digest()))
      let text = try #require(metadata[TrainingRun.configurationKey])
      let configuration = try OrderedJSON.decode(
        TrainingConfiguration.self, from: Data(text.utf8))
      #expect(configuration == run.trainer.configuration.effective)
      #expect(metadata[TrainingRun.boxKey] == "none")
    }
  }
}
